using System.Diagnostics;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Readers;

using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Vma.Tests.Pages;

/// <summary>What is done over terabytes of which little is there costs by what is there, as in the kernel, and is right at each place that is.</summary>
public sealed class SparseRangeTests
{
    private const ulong Page = 4096;
    private const ulong Leaf = 512 * Page;
    private const ulong Tebibyte = 1UL << 40;
    private const ulong Length = 32 * Tebibyte;
    private const ulong Marked = Tebibyte / 8;
    private const ulong Start = 0x1000_0000_0000;
    private const ulong Target = 0x4000_0000_0000;
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const MapFlags Anonymous = MapFlags.Private | MapFlags.Anonymous | MapFlags.NoReserve | MapFlags.Fixed;
    private const MapFlags SharedFile = MapFlags.Shared | MapFlags.NoReserve | MapFlags.Fixed;

    /// <summary>Longer than a busy machine needs for what is there, and shorter than an idle one for 8 billion pages.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Pages that are there: the first, the last, and some that lie far apart or side by side.</summary>
    private static readonly ulong[] Touched =
        [0, Page, 3 * Leaf, 10 * Tebibyte, (10 * Tebibyte) + (1UL << 30), (20 * Tebibyte) + (7 * Page), Length - Page];

    private AddressSpace<VmaFlags> _space = new();

    [Theory]
    [InlineData(Advice.Cold, 7)]
    [InlineData(Advice.PageOut, 7)]
    [InlineData(Advice.Free, 7)]
    [InlineData(Advice.DontNeed, 0)]
    [InlineData(Advice.GuardRemove, 7)]
    public void Advice_OnAnonymousMemory_ActsOnWhatIsThere(Advice advice, int left)
    {
        Map(Anonymous);
        Soon(() => Assert.Equal(Errno.None, _space.Madvise(Start, Length, advice).Error));
        Assert.Equal(left, Present());
    }

    [Theory]
    [InlineData(FileKind.Regular, Advice.Cold, 7, true)]
    [InlineData(FileKind.Regular, Advice.PageOut, 0, true)]
    [InlineData(FileKind.Regular, Advice.WillNeed, 7, true)]
    [InlineData(FileKind.Regular, Advice.DontNeed, 0, true)]
    [InlineData(FileKind.Regular, Advice.Remove, 0, false)]
    [InlineData(FileKind.Memfd, Advice.Cold, 7, true)]
    [InlineData(FileKind.Memfd, Advice.PageOut, 0, true)]
    [InlineData(FileKind.Memfd, Advice.Remove, 0, false)]
    [InlineData(FileKind.SharedAnonymous, Advice.Remove, 0, false)]
    [InlineData(FileKind.SharedAnonymous, Advice.DontNeed, 0, true)]
    public void Advice_OnAFile_ActsOnWhatIsThere(FileKind kind, Advice advice, int left, bool isCached)
    {
        var file = new VmaFile(kind, Length, new() { IsCached = false, ReadAheadPages = 1 });
        Map(SharedFile, file);
        Soon(() => Assert.Equal(Errno.None, _space.Madvise(Start, Length, advice).Error));
        Assert.Equal(left, Present());
        Assert.All(Touched, offset => Assert.Equal(isCached, file.Pages.IsCached(offset / Page)));
    }

    [Fact]
    public void WillNeed_BringsAllOfAFileIn_AndAHoleInItIsOne()
    {
        var file = new VmaFile(FileKind.Regular, Length, new() { IsCached = false });
        _space.Mmap(Start, Length, Protection.Read | Protection.Write, SharedFile, file);
        Soon(() => Assert.Equal(Errno.None, _space.Madvise(Start, Length, Advice.WillNeed).Error));
        Assert.True(file.Pages.IsCached(0) && file.Pages.IsCached(12_345_678_901 % (Length / Page)) && file.Pages.IsCached((Length / Page) - 1));

        Soon(() => Assert.Equal(Errno.None, _space.Madvise(Start + Page, Length - (2 * Page), Advice.Remove).Error));
        Assert.Equal(
            [true, false, false, true], new ulong[] { 0, 1, (Length / Page) - 2, (Length / Page) - 1 }.Select(file.Pages.IsCached));

        Soon(() => file.Truncate(Page));
        Soon(() => file.Truncate(Length));
        Assert.Equal([true, false], new ulong[] { 0, (Length / Page) - 1 }.Select(file.Pages.IsCached));
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 1)]
    public void Collapse_IsRefusedWhereNothingIs_AndGoesOnOrStops(bool goesOn, int collapsed)
    {
        var capabilities = goesOn ? VmaFlags.Capabilities : VmaFlags.Capabilities.Without(KernelCapability.CollapseGoesOnWithoutPageTable);
        _space = new(new() { Machine = new(capabilities) });
        Map(Anonymous);
        Soon(() => Assert.Equal(Errno.EINVAL, _space.Madvise(Start, Length, Advice.Collapse).Error));
        Assert.Equal((ulong)collapsed * Leaf, _space.Usage(Vma()).AnonHuge);
    }

    [Fact]
    public void UnmapMoveForkAndProtect_CostByWhatIsThere()
    {
        Map(Anonymous);
        Soon(() => Assert.Equal(Errno.None, _space.Mprotect(Start, Length, Protection.Read).Error));
        var child = _space;
        Soon(() => child = _space.Fork());
        Soon(() => Assert.Equal(Errno.None, _space.Mremap(Start, Length, Length, RemapFlags.MayMove | RemapFlags.Fixed, Target).Error));
        Assert.Equal((7, 7), (Present(), child.PresentRanges().Sum(range => (int)(range.Length / Page))));
        Assert.All(Touched, offset => Assert.True(_space.Mm.EntryAt(Target + offset).IsPresent));
        Soon(() => Assert.Equal(Errno.None, _space.Munmap(Target, Length).Error));
        Soon(child.Exit);
        Assert.Equal(0, Present());
        Assert.Equal(0, _space.Machine.AnonPages.Used);
    }

    [Fact]
    public void Readers_SeeWhatIsThere()
    {
        Map(Anonymous);
        Soon(() => Assert.Equal(7 * Page, _space.Usage(Vma()).Rss));
        Soon(() => Assert.Equal(
            7UL * Page,
            _space.ScanPages(Start, Start + Length, new(PageCategories.Present, All: PageCategories.Present)).Aggregate(0UL, (sum, r) => sum + r.End - r.Start)));
        Soon(() => _space.WriteSmaps(TextWriter.Null));
    }

    [Fact]
    public void Guards_OfManyPageTables_TakeLittle_AndAreInstalledSeenCopiedMovedAndRemoved()
    {
        Map(Anonymous);
        const ulong Guarded = Marked + (5 * Page);
        var first = Start + Tebibyte + (3 * Page);
        TakesLittle(() => Assert.Equal(Errno.None, _space.Madvise(first, Guarded, Advice.GuardInstall).Error));
        Soon(() => Assert.Equal([new(first, first + Guarded)], _space.GuardRanges()));
        Assert.Equal(SyscallResult.Segv(first), _space.Touch(first, Page, write: false));
        Assert.Equal(SyscallResult.Segv(first + Guarded - Page), _space.Touch(first + Guarded - Page, Page, write: true));
        Assert.True(_space.Touch(first - Page, Page, write: true).Succeeded && _space.Touch(first + Guarded, Page, write: true).Succeeded);
        Soon(() => Assert.Equal(Errno.None, _space.Madvise(Start, Length, Advice.DontNeed).Error));
        var child = _space;
        TakesLittle(() => child = _space.Fork());
        Soon(() => Assert.Equal([new(first, first + Guarded)], child.GuardRanges()));
        Soon(() => Assert.Equal(
            [new(first, first + Guarded, PageCategories.Guard)],
            child.ScanPages(Start, Start + Length, new(PageCategories.Guard, All: PageCategories.Guard))));
        Soon(() => Assert.Equal(Errno.None, child.Mprotect(Start, Length, Protection.Read).Error));
        Soon(child.Exit);

        Soon(() => Assert.Equal(Errno.None, _space.Mremap(Start, Length, Length, RemapFlags.MayMove | RemapFlags.Fixed, Target).Error));
        Soon(() => Assert.Equal([new(first + Target - Start, first + Target - Start + Guarded)], _space.GuardRanges()));

        // One guard less, in the middle of a table that was nothing but guards.
        var one = Target + Tebibyte + (Marked / 2) + (9 * Page);
        Assert.Equal(Errno.None, _space.Madvise(one, Page, Advice.GuardRemove).Error);
        Assert.True(_space.Touch(one, Page, write: true).Succeeded);
        Assert.Equal(SyscallResult.Segv(one + Page), _space.Touch(one + Page, Page, write: true));
        Assert.Equal(SyscallResult.Segv(one - Page), _space.Touch(one - Page, Page, write: true));

        Soon(() => Assert.Equal(Errno.None, _space.Madvise(Target, Length, Advice.GuardRemove).Error));
        Assert.Empty(_space.GuardRanges());
        Assert.Equal(1, Present());
        Assert.True(_space.Touch(one + Page, Page, write: true).Succeeded);
    }

    [Fact]
    public void WriteProtection_OfManyPageTablesOfAFile_TakesLittle_AndGoes()
    {
        var uffd = new Userfaultfd(UffdFeatures.PagefaultFlagWp | UffdFeatures.WpHugetlbfsShmem);
        _space.Mmap(Start, Marked, ReadWrite, SharedFile, new VmaFile(FileKind.Memfd, Marked, new() { IsCached = false }));
        Assert.Equal(Errno.None, _space.UffdRegister(Start, Marked, UffdMode.WriteProtect, uffd).Error);
        TakesLittle(() => Assert.Equal(Errno.None, _space.UffdWriteProtect(Start, Marked, on: true).Error));
        Soon(() => Assert.Equal([new(Start, Start + Marked)], _space.UffdWriteProtectedRanges()));
        Assert.Equal(SyscallResult.Sigbus(Start + Page), _space.Touch(Start + Page, Page, write: true));
        Soon(() => Assert.Equal(Errno.None, _space.UffdWriteProtect(Start, Marked, on: false).Error));
        Assert.Empty(_space.UffdWriteProtectedRanges());
        Assert.True(_space.Touch(Start + Page, Page, write: true).Succeeded);
    }

    private static void Soon(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        Assert.True(clock.Elapsed < Limit, $"it took {clock.Elapsed}");
    }

    /// <summary>Markers of all pages of a page table take 4 KiB less than its entries.</summary>
    private static void TakesLittle(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Soon(action);
        var bytes = (ulong)(GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(bytes < 128 * (Marked / Leaf), $"it took {bytes} bytes");
    }

    private void Map(MapFlags how, VmaFile? file = null)
    {
        Assert.True(_space.Mmap(Start, Length, ReadWrite, how, file).Succeeded);
        foreach (var offset in Touched)
        {
            Assert.True(_space.Touch(Start + offset, Page, write: true).Succeeded);
        }
    }

    private Vma<VmaFlags> Vma() => _space.TryFind(Start, out var vma) ? vma : throw new InvalidOperationException();

    private int Present() => (int)(_space.PresentRanges().Aggregate(0UL, (sum, range) => sum + range.Length) / Page);
}
