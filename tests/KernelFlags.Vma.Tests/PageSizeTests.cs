namespace KernelFlags.Vma.Tests;

/// <summary>A page is as large as the machine's everywhere.</summary>
public sealed class PageSizeTests
{
    private const ulong At = 0x1000_0000_0000;

    public static TheoryData<ulong> Sizes => [4096, 16384, 65536];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void File_EndsWithItsLastPage(ulong page)
    {
        var space = Create(page);
        var file = new VmaFile(FileKind.Memfd, (2 * page) - 1);
        Assert.Equal(At, space.Mmap(At, 8 * page, Protection.Read, MapFlags.Shared | MapFlags.Fixed, file).Value);
        var touched = space.Touch(At, 8 * page, write: false);
        Assert.Equal((SyscallOutcome.Sigbus, At + (2 * page)), (touched.Outcome, touched.Value));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Truncation_TakesWholePages(ulong page)
    {
        var space = Create(page);
        var file = new VmaFile(FileKind.Memfd, 4 * page);
        space.Mmap(At, 4 * page, Protection.Read, MapFlags.Shared | MapFlags.Fixed, file);
        space.Touch(At, 4 * page, write: false);
        file.Truncate(page + 1);
        Assert.True(space.TryFind(At, out var vma));
        Assert.Equal(2 * page, space.Usage(vma).Rss);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void GapBelowAStack_Is256Pages(ulong page)
    {
        var space = Create(page);
        var top = At + (1024 * page);
        space.Mmap(top, 4 * page, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed | MapFlags.GrowsDown);
        space.Mmap(At, 512 * page, Protection.Read, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
        Assert.Equal(SyscallOutcome.Success, space.Touch(At + (768 * page), 1, write: true).Outcome);
        Assert.Equal(SyscallOutcome.Segv, space.Touch(At + (767 * page), 1, write: true).Outcome);
    }

    private static AddressSpace<WordFlags> Create(ulong page) =>
        new(new AddressSpaceOptions { Machine = new Machine(KernelCapabilities.Of()) { PageSize = page }, StackLimit = 1UL << 30 });
}
