namespace KernelFlags.Vma.Tests.Properties;

/// <summary>
/// A call that fails between its decision and its commit leaves everything as it was: VMAs, pages, promised memory. What a call has
/// committed before, to VMAs lower down or by clearing the target of a move, stays done.
/// </summary>
public sealed class FailuresChangeNothing : Property
{
    private const int FirstCommits = 3;

    private int _asked;
    private int _failed;

    /// <summary>Where mremap grows it can fail in most ways.</summary>
    internal override IReadOnlyList<CallKind> Calls => [.. base.Calls, CallKind.Mseal, .. Enumerable.Repeat(CallKind.Resize, 9)];

    internal override SyscallResult Do<TFlags>(World<TFlags> world, in RandomCall call)
    {
        // Half of the calls succeed, or there would be nothing to fail on.
        _asked = 0;
        _failed = call.Target % 2 == 0 ? 1 + (call.Choice / 256 % FirstCommits) : 0;
        world.Space.Mm.Writer.FailNextCommit = () => ++_asked == _failed;
        var result = world.Do(call);
        world.Space.Mm.Writer.FailNextCommit = null;
        return result;
    }

    internal override Action<Step<TFlags>> Begin<TFlags>(World<TFlags> world)
    {
        var (promised, pages) = (world.Space.Machine.Committed, Pages(world.Space));
        return step =>
        {
            var (promisedNow, pagesNow) = (world.Space.Machine.Committed, Pages(world.Space));
            // A move that is done does not fail on unmapping what moved, as it does not in the kernel.
            if (_failed > 0 && _asked >= _failed && (_failed == 1 || !step.Call.IsRemap()))
            {
                Assert.False(step.Result.Succeeded, $"{step.Call} succeeded although a commit failed");
                Assert.Contains(step.Result.Error, new[] { Errno.ENOMEM, Errno.EAGAIN, Errno.EPERM });
            }

            if (_failed == 1 && _asked > 0)
            {
                var cleared = step.Call.Kind is CallKind.Move or CallKind.DontUnmap ? step.Call.Target(step.Result) : default;
                Assert.Equal(Outside(cleared, step.Before), Outside(cleared, step.After));
                Assert.True(cleared.Length > 0 || (promised == promisedNow && pages == pagesNow), $"{step.Call} changed pages");
            }

            (promised, pages) = (promisedNow, pagesNow);
        };
    }

    private static string Pages<TFlags>(AddressSpace<TFlags> space)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        string.Join(' ', space.PresentRanges().Concat(space.GuardRanges()).Concat(space.UffdWriteProtectedRanges()));

    /// <summary>Each page with its VMA, but for a range.</summary>
    private static IEnumerable<(ulong Address, int Id, TFlags Flags, int AnonVma)> Outside<TFlags>(AddressRange range, List<Vma<TFlags>> vmas)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        from page in vmas.ByPage()
        where !range.Contains(page.Key)
        select (page.Key, page.Value.Id, page.Value.Flags, page.Value.AnonVma);
}
