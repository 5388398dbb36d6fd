using KernelFlags.Proc.Mappings;

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

/// <summary>Compares two looks at an address space: by where VMAs begin. Those of now come one by one.</summary>
/// <param name="before">The VMAs before, in order.</param>
internal sealed class MapsDiff(List<MapsEntry> before)
{
    private int _old;
    private ulong _end;

    /// <summary>Compares.</summary>
    /// <param name="before">The VMAs before, in order.</param>
    /// <param name="after">The VMAs now, in order.</param>
    /// <returns>The differences, in the order of addresses. What pages are in memory is none.</returns>
    public static List<VmaDifference> Of(List<MapsEntry> before, List<MapsEntry> after)
    {
        var diff = new MapsDiff(before);
        var differences = new List<VmaDifference>();
        foreach (var entry in after)
        {
            differences.AddRange(diff.GoneBelow(entry.Start));
            if (diff.Next(entry) is { } difference)
            {
                differences.Add(difference);
            }
        }

        differences.AddRange(diff.GoneBelow(null));
        return differences;
    }

    /// <summary>Those of before that begin below the next VMA of now, and of which none begins where they did.</summary>
    /// <param name="start">Where the next one begins; null after the last one.</param>
    public IEnumerable<VmaDifference> GoneBelow(ulong? start)
    {
        for (; _old < before.Count && (start is null || before[_old].Start < start); _old++)
        {
            yield return new(before[_old].Start < _end ? VmaChange.Merged : VmaChange.Removed, before[_old], null);
        }
    }

    /// <summary>The next VMA of now, after those that are gone below it.</summary>
    /// <returns>In what it differs; null where it does not.</returns>
    public VmaDifference? Next(in MapsEntry entry)
    {
        _end = entry.End;
        if (_old < before.Count && before[_old].Start == entry.Start)
        {
            var old = before[_old++];
            return AreAlike(old, entry) ? null : new(VmaChange.Changed, old, entry);
        }

        return new(_old > 0 && before[_old - 1].End > entry.Start ? VmaChange.SplitOff : VmaChange.Added, null, entry);
    }

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
