namespace KernelFlags.Vma.Tests.Pages;

/// <summary>Page tables take memory for what was touched, and for nothing else.</summary>
public sealed class PageMemoryTests
{
    private const ulong Start = 0x1000_0000_0000;
    private const ulong PageSize = 4096;
    private const ulong Leaf = 2 << 20;
    private const ulong Tebibyte = 1UL << 40;

    private readonly AddressSpace<WordFlags> _space = new(new() { Machine = new(KernelCapabilities.FromNames(["guard-install"])) });

    public PageMemoryTests()
    {
        // What is made once, for the first page of all.
        Map(Start - Leaf, PageSize);
        Touch(Start - Leaf);
    }

    [Fact]
    public void Mapping_CostsNothingUntilItIsTouched()
    {
        var cost = CostOf(() => Map(Start, Tebibyte));
        Assert.True(cost < 1024, $"mapping 1 TiB took {cost} bytes");

        cost = CostOf(() => Touch(Start + (Tebibyte / 2)));
        Assert.True(cost < 16 << 10, $"the first page of it took {cost} bytes");
    }

    [Fact]
    public void Entries_OfTwoMebibytes_TakeAtMostEightKibibytes()
    {
        const int Leaves = 512;
        Map(Start, Tebibyte);
        var cost = CostOf(() =>
        {
            for (var i = 0UL; i < Leaves; i++)
            {
                Assert.True(_space.Madvise(Start + (i * Leaf), Leaf, Advice.GuardInstall).Succeeded);
            }
        });
        Assert.True(cost / Leaves <= 8 << 10, $"2 MiB of entries take {cost / Leaves} bytes");
    }

    [Fact]
    public void Looking_AtWhatIsEmpty_SkipsIt()
    {
        Map(Start, Tebibyte);
        Touch(Start);
        Touch(Start + Tebibyte - PageSize);
        Assert.True(_space.TryFind(Start, out var vma));

        // A walk that looked at each of 2^28 entries would take longer than anybody waits for a test.
        Assert.Equal(2 * PageSize, _space.Usage(vma).Rss);
        Assert.True(_space.Madvise(Start, Tebibyte, Advice.DontNeed).Succeeded);
        Assert.Equal(0UL, _space.Usage(vma).Rss);
    }

    private void Map(ulong address, ulong length) => Assert.True(_space.Mmap(
        address,
        length,
        Protection.Read | Protection.Write,
        MapFlags.Private | MapFlags.Anonymous | MapFlags.NoReserve | MapFlags.Fixed).Succeeded);

    private void Touch(ulong address) => Assert.True(_space.Touch(address, PageSize, write: true).Succeeded);

    private static long CostOf(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
