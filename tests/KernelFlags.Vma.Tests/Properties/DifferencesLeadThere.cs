using KernelFlags.Vma.Snapshots;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>What is different between two moments, applied to the first one, gives the second, and back; of one moment nothing is different.</summary>
public sealed class DifferencesLeadThere : Property
{
    internal override IReadOnlyList<CallKind> Calls => [.. base.Calls, CallKind.Mseal];

    protected override int Runs => 120;

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world)
    {
        var (first, last) = (world.Space.Snapshot(), world.Space.Snapshot());
        return _ =>
        {
            var now = world.Space.Snapshot();
            Assert.Empty(AddressSpaceSnapshot.Diff(now, world.Space.Snapshot()));
            Leads(last, now);
            Leads(first, now);
            last = now;
        };
    }

    private static void Leads<TFlags>(AddressSpaceSnapshot<TFlags> before, AddressSpaceSnapshot<TFlags> after)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var differences = AddressSpaceSnapshot.Diff(before, after);
        Assert.Equal(Lines(after), Lines(before.Apply(differences)));
        Assert.Equal(Lines(before), Lines(after.Apply(differences.Select(d => d.Reversed()))));
        Assert.Equal(before.Equals(after), differences.Count == 0);
        Assert.Equal(differences.OrderBy(d => d.Range.Start), differences);
        Assert.All(differences, d => AssertIsWhole(d));
    }

    /// <summary>A difference ends where both have a border, and nowhere between its ends do both have one where something ends.</summary>
    private static void AssertIsWhole<TFlags>(VmaDifference<TFlags> difference)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        Vma<TFlags>[] all = [.. difference.Before, .. difference.After];
        Assert.Equal(difference.Range, new(all.Min(v => v.Start), all.Max(v => v.End)));
        Assert.All(
            all.Select(v => v.End).Where(end => end < difference.Range.End),
            end => Assert.Contains(all, v => v.Start < end && end < v.End));
    }

    private static IEnumerable<string> Lines<TFlags>(IEnumerable<Vma<TFlags>> vmas)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        vmas.Select(v => $"{v} {v.Flags:X} {v.PageOffset} {v.AnonVma} {v.Policy} {v.Uffd?.GetHashCode()}");
}
