using KernelFlags.Vma.Areas.Locks;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Tests.Synchronization;

/// <summary>How many may have a VMA locked for reading.</summary>
public sealed class SpaceLocksTests
{
    private const int MaxReaders = 65_535;

    [Fact]
    public async Task AVma_LockedAsOftenAsCanBeCounted_IsLockedNoMore_AndItsWriterWaitsForAll()
    {
        var side = new SideTable<RealSync>(0);
        var id = side.Allocate();
        var neighbour = side.Allocate();
        var locks = new SpaceLocks<RealSync>(side);
        for (var i = 0; i < MaxReaders; i++)
        {
            Assert.True(locks.TryEnterVma(id));
        }

        Assert.False(locks.TryEnterVma(id));
        Assert.True(locks.TryEnterVma(neighbour));
        locks.ExitVma(neighbour);

        using var hasMmapLock = new ManualResetEventSlim();
        var writer = Task.Run(
            () =>
            {
                locks.BeginCall();
                hasMmapLock.Set();
                locks.StartWrite(id);
                locks.EndCall();
            },
            TestContext.Current.CancellationToken);
        hasMmapLock.Wait(TestContext.Current.CancellationToken);
        for (var i = 1; i < MaxReaders; i++)
        {
            locks.ExitVma(id);
        }

        await Task.WhenAny(writer, Task.Delay(50, TestContext.Current.CancellationToken));
        Assert.False(writer.IsCompleted, "The writer went ahead of a reader.");
        locks.ExitVma(id);
        await writer;
        Assert.True(locks.TryEnterVma(id));
    }
}
