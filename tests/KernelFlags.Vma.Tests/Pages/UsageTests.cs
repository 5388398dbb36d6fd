using KernelFlags.Vma.Readers;

namespace KernelFlags.Vma.Tests.Pages;

/// <summary>What of VMAs is in memory is counted for many at once as for each by itself.</summary>
public sealed class UsageTests
{
    private const ulong Start = 0x1000_0000_0000;
    private const ulong PageSize = 4096;
    private const ulong Leaf = 2 << 20;

    private readonly AddressSpace<WordFlags> _space = new(new());
    private readonly List<VmaUsage<WordFlags>> _found = [];

    [Fact]
    public void FindUsage_CountsThePagesOfEachVma()
    {
        // Neighbours in one page table, a hole, one that nothing is in, and one that reaches over tables; each has as many pages as its number.
        ulong[] starts = [0, 8, 24, 32, 2 * (Leaf / PageSize)];
        ulong[] touched = [1, 2, 3, 0, 5];
        for (var i = 0; i < starts.Length; i++)
        {
            var start = Start + (starts[i] * PageSize);
            var length = i == starts.Length - 1 ? 4 * Leaf : 8 * PageSize;
            var access = i % 2 == 0 ? Protection.Read | Protection.Write : Protection.Read | Protection.Write | Protection.Exec;
            Assert.True(_space.Mmap(start, length, access, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed).Succeeded);
            for (var page = 0UL; page < touched[i]; page++)
            {
                var step = length / 8;
                Assert.True(_space.Touch(start + (page * step), PageSize, write: true).Succeeded);
            }
        }

        _space.FindUsage(0, ulong.MaxValue, _found);

        Assert.Equal(touched, _found.Select(vma => vma.Usage.Rss / PageSize));
        Assert.All(_found, vma => Assert.Equal(_space.Usage(vma.Vma), vma.Usage));
    }

    [Fact]
    public void FindUsage_FindsWhatReachesIntoTheRange()
    {
        for (var i = 0UL; i < 4; i++)
        {
            Assert.True(_space.Mmap(
                Start + (i * Leaf), 2 * PageSize, Protection.Read, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed).Succeeded);
        }

        _space.FindUsage(Start + Leaf + PageSize, Start + (2 * Leaf) + 1, _found);
        Assert.Equal([Start + Leaf, Start + (2 * Leaf)], _found.Select(vma => vma.Vma.Start));

        _space.FindUsage(Start + (2 * PageSize), Start + Leaf, _found);
        Assert.Empty(_found);
    }
}
