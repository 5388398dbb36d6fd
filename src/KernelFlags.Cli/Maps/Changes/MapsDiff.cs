using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps.Changes;

/// <summary>What became of a VMA.</summary>
internal enum VmaChange
{
    /// <summary>It was not there, nor was its place mapped.</summary>
    Added,

    /// <summary>It is not there, nor is its place mapped.</summary>
    Removed,

    /// <summary>It was a part of another one.</summary>
    SplitOff,

    /// <summary>It is a part of another one now.</summary>
    Merged,

    /// <summary>It begins where it began and is otherwise.</summary>
    Changed,
}

/// <summary>A difference between two looks at an address space.</summary>
/// <param name="Change">What became of it.</param>
/// <param name="Before">The VMA before; null where there was none.</param>
/// <param name="After">The VMA now; null where there is none.</param>
internal sealed record VmaDifference(VmaChange Change, MapsEntry? Before, MapsEntry? After)
{
    /// <summary>Where it is.</summary>
    public ulong Start => (After ?? Before)!.Value.Start;
}

/// <summary>Keeps VMAs, to compare them.</summary>
internal sealed class MapsCollector : IMapsSink
{
    /// <summary>The VMAs in order.</summary>
    public List<MapsEntry> Vmas { get; } = [];

    public void Add(in MapsItem item, in MapsEntry previous) => Vmas.Add(item.Entry);
}

/// <summary>Compares two looks at an address space: by where VMAs begin.</summary>
internal static class MapsDiff
{
    /// <summary>Compares.</summary>
    /// <param name="before">The VMAs before, in order.</param>
    /// <param name="after">The VMAs now, in order.</param>
    /// <returns>The differences, in the order of addresses. What pages are in memory is none.</returns>
    public static List<VmaDifference> Of(List<MapsEntry> before, List<MapsEntry> after)
    {
        var differences = new List<VmaDifference>();
        var (old, now) = (0, 0);
        while (old < before.Count || now < after.Count)
        {
            if (now == after.Count || (old < before.Count && before[old].Start < after[now].Start))
            {
                differences.Add(new(IsInside(after, now - 1, before[old].Start) ? VmaChange.Merged : VmaChange.Removed, before[old], null));
                old++;
            }
            else if (old == before.Count || after[now].Start < before[old].Start)
            {
                differences.Add(new(IsInside(before, old - 1, after[now].Start) ? VmaChange.SplitOff : VmaChange.Added, null, after[now]));
                now++;
            }
            else
            {
                if (!AreAlike(before[old], after[now]))
                {
                    differences.Add(new(VmaChange.Changed, before[old], after[now]));
                }

                old++;
                now++;
            }
        }

        return differences;
    }

    private static bool IsInside(List<MapsEntry> vmas, int index, ulong address) => index >= 0 && vmas[index].End > address;

    /// <summary>Whether two sets of four letters are the same, as far as both tell.</summary>
    /// <returns>False when one differs.</returns>
    public static bool AreSamePerms(string before, string after)
    {
        for (var i = 0; i < before.Length; i++)
        {
            bool IsTold(char letter) => letter != '?' && (letter != '-' || i < before.Length - 1);
            if (before[i] != after[i] && IsTold(before[i]) && IsTold(after[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreAlike(in MapsEntry before, in MapsEntry after) =>
        before.End == after.End && AreSamePerms(before.Perm, after.Perm) && before.Offset == after.Offset && before.Backing == after.Backing
        && (before.VmFlags == after.VmFlags || before.VmFlags is null || after.VmFlags is null);
}
