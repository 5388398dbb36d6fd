namespace KernelFlags.Vma.Tests.Properties;

/// <summary>Outside the range of a call everything stays mapped and keeps its flags, but for those that merges carry on.</summary>
public sealed class NothingChangesOutsideTheRange : Property
{
    internal override IReadOnlyList<CallKind> Calls => [.. base.Calls, CallKind.Mseal];

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world) => Check;

    private static void Check<TFlags>(Step<TFlags> step)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var (range, target) = (step.Call.Range(), step.Call.Target(step.Result));
        var after = step.After.ByPage();
        foreach (var (address, old) in step.Before.ByPage())
        {
            if (range.Contains(address) || target.Contains(address))
            {
                continue;
            }

            Assert.True(after.TryGetValue(address, out var vma), $"{step.Call} unmapped {address:x}");
            var mayChange = TFlags.IgnoredOnMerge | MayDrop(step.Call, old);
            Assert.Equal(old.Flags.Without(mayChange), vma.Flags.Without(mayChange));
            Assert.Equal(FilePage(old, address), FilePage(vma, address));
            Assert.Equal((old.File, old.Name, old.Policy), (vma.File, vma.Name, vma.Policy));
            Assert.True(old.Uffd == vma.Uffd || (vma.Uffd is null && step.Call.IsRemap()), $"{step.Call} unregistered {address:x}");
        }
    }

    /// <summary>
    /// Two paths of the kernel change whole VMAs: what <c>MREMAP_DONTUNMAP</c> leaves behind is neither locked nor, on older kernels, accounted, and what moves
    /// away from a userfaultfd that is not told of it is unregistered together with what it merged with.
    /// </summary>
    private static TFlags MayDrop<TFlags>(RandomCall call, Vma<TFlags> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        (call.Kind == CallKind.DontUnmap && vma.Overlaps(call.Range()) ? TFlags.LockedMask | TFlags.Account : TFlags.None)
        | (call.IsRemap() ? TFlags.UserfaultfdMask : TFlags.None);

    private static ulong? FilePage<TFlags>(Vma<TFlags> vma, ulong address)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        vma.File is null ? null : vma.PageOffset + ((address - vma.Start) / TestPage.Size);
}
