namespace KernelFlags.Vma.Tests.Properties;

/// <summary>No two touching VMAs stay apart that would merge, but where the kernel leaves them so.</summary>
public sealed class TouchingVmasDiffer : Property
{
    internal override IReadOnlyList<CallKind> Calls => [.. base.Calls, CallKind.Mseal, CallKind.Fork];

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world)
    {
        HashSet<ulong> known = [];
        return step =>
        {
            var now = Borders(world.Space, step.After);
            if (!LeavesBorders(step))
            {
                Assert.True(now.IsSubsetOf(known), $"{step.Call}: {step.Result} leaves borders\n" + Show(step.After));
            }

            known = now;
        };
    }

    /// <summary>The paths on which the kernel leaves VMAs apart that would merge; the engine's README names them.</summary>
    private static bool LeavesBorders<TFlags>(Step<TFlags> step)
        where TFlags : unmanaged, IVmaFlags<TFlags> => step.Call.Kind switch
        {
            // A child's VMAs are made one by one, and lose what kept them apart in the parent: locks, a userfaultfd.
            CallKind.Fork => true,

            // What stays behind loses its locks and its anon_vma where it is.
            CallKind.DontUnmap => true,

            // What moved away from a userfaultfd that is not told of it loses the registration after it has looked for neighbours.
            CallKind.Move or CallKind.Resize when step.Before.Exists(vma => vma.Uffd is not null && vma.Overlaps(step.Call.Range())) => true,

            // A part of a VMA that gets a flag which merging ignores is split off. Only a made-up table has such advice.
            CallKind.Madvise when (step.Call.Advice is Advice.Mergeable or Advice.Unmergeable) && TFlags.IgnoredOnMerge.TestAny(TFlags.Mergeable) => true,

            // Sealed memory stops a call that has split the VMAs before it.
            _ => step.Result.Error == Errno.EPERM,
        };

    private static string Show<TFlags>(List<Vma<TFlags>> vmas)
        where TFlags : unmanaged, IVmaFlags<TFlags> => string.Join('\n', vmas.Select(vma =>
        $"  [{(vma.Start - RandomCall.Window) / TestPage.Size}-{(vma.End - RandomCall.Window) / TestPage.Size}) {vma.AnonVma} {vma.Flags}"));

    /// <summary>
    /// Where VMAs touch that would merge. Older kernels let a faulted neighbour take in what was not faulted, and never the other way round:
    /// there only what was never faulted is looked at.
    /// </summary>
    private static HashSet<ulong> Borders<TFlags>(AddressSpace<TFlags> space, List<Vma<TFlags>> vmas)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        HashSet<ulong> borders = [];
        for (var i = 1; i < vmas.Count; i++)
        {
            var isOneWay = (vmas[i - 1].AnonVma | vmas[i].AnonVma) != 0
                && !space.Machine.Capabilities.Has(KernelCapability.ModifyMergesUnfaultedWithFaulted);
            if (vmas[i - 1].End == vmas[i].Start && !isOneWay && space.Explain(vmas[i - 1], vmas[i]).CanMerge)
            {
                borders.Add(vmas[i].Start);
            }
        }

        return borders;
    }
}
