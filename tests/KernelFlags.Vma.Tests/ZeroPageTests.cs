namespace KernelFlags.Vma.Tests;

/// <summary>What reading anonymous memory maps, on machines with a zero page and without.</summary>
public sealed class ZeroPageTests
{
    private const ulong Page = 4096;
    private const ulong At = 0x100000000000;
    private const MapFlags Private = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;

    [Theory]
    [InlineData(true, 0UL)]
    [InlineData(false, Page)]
    public void Read_MapsMemoryOfItsOwn_WhereThereIsNoZeroPage(bool zeroPage, ulong bytes)
    {
        var space = Create(zeroPage);
        space.Mmap(At, 2 * Page, Protection.Read, Private);
        Assert.Equal(SyscallOutcome.Success, space.Touch(At, Page, write: false).Outcome);
        Assert.True(space.TryFind(At, out var vma));
        var usage = space.Usage(vma);
        Assert.Equal((bytes, bytes), (usage.Rss, usage.Anonymous));
    }

    /// <summary>Memory of its own means an <c>anon_vma</c>, by which what is moved keeps its page offset and merges with nothing new.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void Move_OfWhatWasRead_MergesWithNothing_WhereThereIsNoZeroPage(bool zeroPage, int vmas)
    {
        var space = Create(zeroPage);
        space.Mmap(At, Page, Protection.Read, Private);
        space.Touch(At, Page, write: false);
        space.Mremap(At, Page, Page, RemapFlags.MayMove | RemapFlags.Fixed, At + (8 * Page));
        space.Mmap(At + (9 * Page), Page, Protection.Read, Private);
        Assert.Equal(vmas, space.Count);
    }

    [Fact]
    public void Write_AfterARead_NeedsNoCopy()
    {
        var space = Create(zeroPage: false);
        space.Mmap(At, Page, Protection.Read | Protection.Write, Private);
        space.Touch(At, Page, write: false);
        space.Touch(At, Page, write: true);
        Assert.Equal(1, space.Machine.AnonPages.Used);
    }

    private static AddressSpace<WordFlags> Create(bool zeroPage) =>
        new(new AddressSpaceOptions { Machine = new Machine(KernelCapabilities.Of()) { ZeroPage = zeroPage } });
}
