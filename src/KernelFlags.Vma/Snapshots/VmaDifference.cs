using System.Text;

namespace KernelFlags.Vma.Snapshots;

/// <summary>What became of the VMAs of a range.</summary>
public enum VmaDifferenceKind
{
    /// <summary>Nothing was there before.</summary>
    Mapped,

    /// <summary>Nothing is there after.</summary>
    Unmapped,

    /// <summary>One VMA is still one, with other contents or of another length.</summary>
    Changed,

    /// <summary>Of one VMA several have become, which may leave holes.</summary>
    Split,

    /// <summary>Of several VMAs one has become.</summary>
    Merged,

    /// <summary>Of several VMAs several others have become.</summary>
    Rearranged,
}

/// <summary>A place where two snapshots are different, as small as the borders that both have allow.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public sealed class VmaDifference<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    internal VmaDifference(AddressRange range, Vma<TFlags>[] before, Vma<TFlags>[] after) => (Range, Before, After) = (range, before, after);

    /// <summary>From the first byte of what was or is there to the byte after the last one.</summary>
    public AddressRange Range { get; }

    /// <summary>The VMAs that were there.</summary>
    public IReadOnlyList<Vma<TFlags>> Before { get; }

    /// <summary>The VMAs that are there.</summary>
    public IReadOnlyList<Vma<TFlags>> After { get; }

    /// <summary>What became of them.</summary>
    public VmaDifferenceKind Kind => (Before.Count, After.Count) switch
    {
        (0, _) => VmaDifferenceKind.Mapped,
        (_, 0) => VmaDifferenceKind.Unmapped,
        (1, 1) => VmaDifferenceKind.Changed,
        (1, _) => VmaDifferenceKind.Split,
        (_, 1) => VmaDifferenceKind.Merged,
        _ => VmaDifferenceKind.Rearranged,
    };

    /// <summary>The way back.</summary>
    /// <returns>The difference that takes from after to before.</returns>
    public VmaDifference<TFlags> Reversed() => new(Range, [.. After], [.. Before]);

    /// <summary>The VMAs as lines: <c>-</c> before those that were, <c>+</c> before those that are.</summary>
    /// <returns>The lines, without a line feed behind the last one.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, '-', Before);
        Append(text, '+', After);
        return text.ToString();
    }

    private static void Append(StringBuilder text, char sign, IReadOnlyList<Vma<TFlags>> vmas)
    {
        foreach (var vma in vmas)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(sign).Append(vma.ToString());
        }
    }
}
