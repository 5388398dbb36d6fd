using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Vma.Tests;

/// <summary>Walks without a lock, while VMAs merge, split, come and go.</summary>
public sealed class WalkTests
{
    private const ulong Page = 4096;
    private const ulong Start = 0x10_0000_0000;
    private const ulong Pages = 256;
    private const MapFlags Anonymous = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;

    [Fact]
    public void AMergeBehindTheWalk_IsCutWhereTheWalkIs()
    {
        var space = Mapped();
        space.Mprotect(Start + (2 * Page), 2 * Page, Protection.Read);
        var walk = space.GetEnumerator();
        Assert.True(walk.MoveNext());
        Assert.Equal((Start, Start + (2 * Page)), (walk.Current.Start, walk.Current.End));

        // The three become one, of which two pages were seen.
        space.Mprotect(Start, Pages * Page, Protection.Read);
        Assert.True(walk.MoveNext());
        Assert.Equal((Start + (2 * Page), Start + (Pages * Page)), (walk.Current.Start, walk.Current.End));
        Assert.Equal((Start / Page) + 2, walk.Current.PageOffset);
        Assert.True(space.TryFind(Start, out var whole));
        Assert.Equal((whole.Id, whole.Flags), (walk.Current.Id, walk.Current.Flags));
        Assert.False(walk.MoveNext());
    }

    [Fact]
    public void AFileMapping_CutByAWalk_KeepsTheOffsetOfItsPlace()
    {
        var space = new AddressSpace<VmaFlags>();
        var file = new VmaFile(FileKind.Memfd, 64 * Page);
        space.Mmap(Start, 8 * Page, Protection.Read, MapFlags.Shared | MapFlags.Fixed, file, 16 * Page);
        space.Mprotect(Start + (4 * Page), 4 * Page, Protection.None);
        var walk = space.GetEnumerator();
        walk.MoveNext();
        space.Mprotect(Start, 8 * Page, Protection.None);
        Assert.True(walk.MoveNext());
        Assert.Equal((Start + (4 * Page), 20UL, file), (walk.Current.Start, walk.Current.PageOffset, walk.Current.File));
    }

    [Fact]
    public async Task StepsBesideAWriter_NeverOverlap_AndShowOnceWhatIsMappedAllTheWhile()
    {
        var space = Mapped();
        using var done = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                var random = new Random(1);
                while (!done.IsCancellationRequested)
                {
                    var first = (ulong)random.Next((int)Pages);
                    var length = (ulong)random.Next(1, (int)(Pages - first) + 1);
                    space.Mprotect(Start + (first * Page), length * Page, random.Next(2) == 0 ? Protection.Read : Protection.None);
                }
            },
            TestContext.Current.CancellationToken);
        try
        {
            var steps = 0;
            while (steps < 200_000)
            {
                var end = Start;
                foreach (var vma in space)
                {
                    // All of it stays mapped, so that each step begins where the one before ended.
                    Assert.Equal((end, end / Page), (vma.Start, vma.PageOffset));
                    Assert.True(vma.End > end);
                    end = vma.End;
                    steps++;
                }

                Assert.Equal(Start + (Pages * Page), end);
            }
        }
        finally
        {
            await done.CancelAsync();
            await writer;
        }
    }

    private static AddressSpace<VmaFlags> Mapped()
    {
        var space = new AddressSpace<VmaFlags>();
        space.Mmap(Start, Pages * Page, Protection.Read | Protection.Write, Anonymous);
        return space;
    }
}
