using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Vma.Tests;

/// <summary>Where mmap(2) places a mapping, by flags and hints. Linux 6.18 gave these addresses to a process without random ones (setarch -R).</summary>
public sealed class PlacementTests
{
    private const ulong Page = 4096;
    private const ulong Huge = 0x20_0000;
    private const MapFlags Anonymous = MapFlags.Private | MapFlags.Anonymous;
    private const MapFlags Low = Anonymous | MapFlags.Low32Bit;

    [Theory]
    [InlineData(0UL, 0x4000_0000UL)]
    [InlineData(0x1000_0000UL, 0x1000_0000UL)]
    [InlineData(0x1000_0123UL, 0x1000_0000UL)]
    [InlineData(0x7fff_f000UL, 0x7fff_f000UL)]
    [InlineData(0x8000_0000UL, 0x4000_0000UL)]
    [InlineData(0x1_0000_0000UL, 0x4000_0000UL)]
    public void Low32Bit_TakesAHintBelow2GiB_ElseTheLowestPlaceFrom1GiB(ulong hint, ulong expected) =>
        Assert.Equal(expected, Map(new(), hint, Page, Low));

    [Fact]
    public void Low32Bit_FillsItsGiBFromBelow_AndHasNoOther()
    {
        var space = new AddressSpace<VmaFlags>();
        Assert.Equal(0x4000_0000UL, Map(space, 0, Page, Low));
        Assert.Equal(0x4000_1000UL, Map(space, 0, Page, Low));
        Assert.Equal(Errno.ENOMEM, space.Mmap(0, 0x4000_0000, Protection.Read, Low).Error);
        Assert.Equal(Errno.ENOMEM, space.Mmap(0x100_0000, 0x6000_0000, Protection.Read, Low).Error);
        Assert.Equal(Errno.ENOMEM, space.Mmap(0, 0x8000_1000, Protection.Read, Low).Error);
        Assert.Equal(0x4000_2000UL, Map(space, 0, 0x3fff_e000, Low));
        Assert.Equal(Errno.ENOMEM, space.Mmap(0, Page, Protection.Read, Low).Error);
        Assert.Equal(0x7fff_ffff_e000UL, Map(space, 0, Page, Anonymous));
    }

    [Fact]
    public void Low32Bit_KeepsTheGuardGapBelowAStack()
    {
        var space = new AddressSpace<VmaFlags>();
        Map(space, 0x4000_0000 + Huge, Page, Anonymous | MapFlags.GrowsDown | MapFlags.Fixed);
        Assert.Equal(0x4000_0000UL, Map(space, 0, Huge - (256 * Page), Low));
        Assert.Equal(0x4000_0000 + Huge + Page, Map(space, 0, Page, Low));
    }

    [Theory]
    [InlineData(MapFlags.Fixed)]
    [InlineData(MapFlags.FixedNoReplace)]
    public void Low32Bit_WithAFixedAddress_HasNoSay(MapFlags how) =>
        Assert.Equal(0x2_0000_0000UL, Map(new(), 0x2_0000_0000, Page, Low | how));

    [Fact]
    public void Above4G_KeepsAHint_ElseStaysAbove()
    {
        var space = new AddressSpace<VmaFlags>(new() { PlacementTop = 0x1_0000_2000 });
        Assert.Equal(0x3000_0000UL, Map(space, 0x3000_0000, Page, Anonymous | MapFlags.Above4G));
        Assert.Equal(0x1_0000_0000UL, Map(space, 0, 2 * Page, Anonymous | MapFlags.Above4G));
        Assert.Equal(Errno.ENOMEM, space.Mmap(0, Page, Protection.Read, Anonymous | MapFlags.Above4G).Error);
        Assert.Equal(0x4000_0000UL, Map(space, 0, Page, Low | MapFlags.Above4G));
        Assert.Equal(0xffff_f000UL, Map(space, 0, Page, Anonymous));
    }

    [Fact]
    public void AMachineThatLacksTheFlags_IgnoresThem_OrRefusesThemWhereFlagsAreChecked()
    {
        var without = VmaFlags.Capabilities.Without(KernelCapability.Map32bit).Without(KernelCapability.MapAbove4g);
        var space = new AddressSpace<VmaFlags>(new() { Machine = new(without) });
        Assert.Equal(0x7fff_ffff_e000UL, Map(space, 0, Page, Low));

        var file = new VmaFile(FileKind.Regular, Page);
        const MapFlags Checked = MapFlags.SharedValidate | MapFlags.Low32Bit;
        Assert.Equal(Errno.EOPNOTSUPP, space.Mmap(0, Page, Protection.Read, Checked, file).Error);
        Assert.Equal(0x4000_0000UL, new AddressSpace<VmaFlags>().Mmap(0, Page, Protection.Read, Checked, file).Value);
    }

    [Fact]
    public void PlacementTop_IsNotAboveTheTaskSize() =>
        Assert.Equal(0xf000UL, Map(new(new() { TaskSize = 0x1_0000, LowestAddress = Page }), 0, Page, Anonymous));

    [Fact]
    public void Placement_WithLargePages_IsAtWholePages()
    {
        const ulong LargePage = 0x1_0000;
        var space = new AddressSpace<VmaFlags>(new() { Machine = new(VmaFlags.Capabilities) { PageSize = LargePage } });
        Assert.Equal(0x7fff_fffe_0000UL, Map(space, 0, LargePage, Anonymous));
        Assert.Equal(Errno.ENOMEM, space.Mmap(0x7fff_ffff_0000, LargePage, Protection.Read, Anonymous | MapFlags.Fixed).Error);
    }

    private static ulong Map(AddressSpace<VmaFlags> space, ulong address, ulong length, MapFlags flags) =>
        space.Mmap(address, length, Protection.Read | Protection.Write, flags | MapFlags.NoReserve).Value;
}
