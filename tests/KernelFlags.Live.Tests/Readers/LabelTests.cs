using KernelFlags.Vma;
using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Live.Tests.Readers;

/// <summary>What stands at the end of an address line (proc_pid_maps(5)).</summary>
public sealed class LabelTests
{
    private const ulong Page = 4096;
    private const ulong Heap = 0x5555_0000_0000;
    private const ulong Stack = 0x7ffd_0000_0000;

    private readonly AddressSpace<VmaFlags> _space = new(new()
    {
        Machine = new(VmaFlags.Capabilities.With(KernelCapability.AnonVmaName)),
        BreakStart = Heap,
        StackStart = Stack + Page,
    });

    [Fact]
    public void WriteMaps_NamesHeapAndStack()
    {
        _space.Brk(Heap + (3 * Page));
        Map(Stack, MapFlags.Private | MapFlags.Anonymous | MapFlags.GrowsDown);
        Assert.Equal(
            """
            555500000000-555500003000 rw-p 00000000 00:00 0                          [heap]
            7ffd00000000-7ffd00002000 rw-p 00000000 00:00 0                          [stack]

            """,
            Maps());
    }

    [Fact]
    public void WriteMaps_NamesWhatWasNamed()
    {
        Map(0x10000, MapFlags.Private | MapFlags.Anonymous);
        Map(0x20000, MapFlags.Shared | MapFlags.Anonymous);
        Map(0x30000, MapFlags.Private | MapFlags.Anonymous);
        Assert.True(_space.SetAnonName(0x10000, 2 * Page, "buffers of a queue").Succeeded);
        Assert.True(_space.SetAnonName(0x20000, Page, "ring").Succeeded);
        Assert.Equal(
            """
            00010000-00012000 rw-p 00000000 00:00 0                                  [anon:buffers of a queue]
            00020000-00021000 rw-s 00000000 00:01 1                                  [anon_shmem:ring]
            00021000-00022000 rw-s 00001000 00:01 1                                  /dev/zero (deleted)
            00030000-00032000 rw-p 00000000 00:00 0 

            """,
            Maps());
    }

    [Fact]
    public void WriteMaps_OfAFile_ShowsItsDeviceAndPath()
    {
        var file = new VmaFile(FileKind.Regular, 4 * Page, new() { Name = "/srv/a\nb" }) { Device = (0xfe, 0), Inode = 4711 };
        Assert.True(_space.Mmap(0x10000, 2 * Page, Protection.Read | Protection.Exec, MapFlags.Private | MapFlags.Fixed, file, 2 * Page).Succeeded);
        Assert.Equal("00010000-00012000 r-xp 00002000 fe:00 4711                               /srv/a\\012b\n", Maps());
    }

    private void Map(ulong address, MapFlags flags) =>
        Assert.True(_space.Mmap(address, 2 * Page, Protection.Read | Protection.Write, flags | MapFlags.Fixed).Succeeded);

    private string Maps()
    {
        using var maps = new StringWriter();
        _space.WriteMaps(maps);
        return maps.ToString();
    }
}
