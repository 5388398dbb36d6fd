using System.Text;
using KernelFlags.Proc.Processes;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Proc.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void Smaps_AfterTheFirstVmas_IsReadWithoutAllocation()
    {
        using var reader = Smaps.Read(new MemoryStream(Encoding.ASCII.GetBytes(Many(20_000))));
        Assert.Equal(0, AllocatedAfter(10_000, 9_000, () => reader.TryRead(out _)));
    }

    [Fact]
    public void Maps_AfterTheFirstVmas_IsReadWithoutAllocation()
    {
        var maps = string.Concat(Many(20_000).Split('\n').Where(line => line.Contains('-', StringComparison.Ordinal)).Select(line => line + "\n"));
        using var reader = Maps.Read(new MemoryStream(Encoding.ASCII.GetBytes(maps)));
        Assert.Equal(0, AllocatedAfter(10_000, 9_000, () => reader.TryRead(out _)));
    }

    [Fact]
    public void NumaMaps_AfterTheFirstVmas_IsReadWithoutAllocation()
    {
        var text = string.Concat(Enumerable.Range(0x10000, 20_000).Select(page => $"{page:x}000 {(page % 3 == 0 ? "bind:0" : "default")} anon=1 dirty=1 N0=1 kernelpagesize_kB=4\n"));
        using var reader = NumaMaps.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(0, AllocatedAfter(10_000, 9_000, () => reader.TryRead(out _, out _)));
        Assert.True(reader.TryRead(out var start, out var policy));
        Assert.Equal((0x10000000UL + (19_000UL << 12), (0x10000 + 19_000) % 3 == 0 ? "bind:0" : "default"), (start, policy));
    }

    [Fact]
    public void Reader_IsGoneThrough()
    {
        var starts = new List<ulong>();
        foreach (var vma in Smaps.Read(new MemoryStream(Encoding.ASCII.GetBytes(Many(3)))))
        {
            starts.Add(vma.Start);
            Assert.Equal("rd wr mr mw me ac", vma.VmFlags);
        }

        Assert.Equal([0x10000000UL, 0x10002000, 0x10004000], starts);
    }

    [Fact]
    public void ThisProcess_IsReadByItsNumber()
    {
        using var smaps = Smaps.Read(Environment.ProcessId);
        using var maps = Maps.Read(Environment.ProcessId);
        Assert.Contains(smaps.ReadAll(), v => v.Backing.Path == "[stack]" && v.VmFlags is not null);
        Assert.Contains(maps.ReadAll(), v => v.Backing.Path == "[stack]" && v.VmFlags is null);
        using var file = Maps.ReadFile("/proc/self/maps");
        Assert.True(file.TryRead(out _));
        Assert.Contains("no process", Assert.Throws<ProcessException>(() => Smaps.Read(int.MaxValue)).Message, StringComparison.Ordinal);
        Assert.Contains("no process", Assert.Throws<ProcessException>(() => Pagemap.Read(int.MaxValue)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void Pagemap_SaysOfAPageThatItIsThere()
    {
        var page = stackalloc byte[1];
        *page = 1;
        using var pagemap = Pagemap.Read(Environment.ProcessId);
        var words = new PagemapBits[2];
        Assert.Equal(2, pagemap.Read((ulong)page, words));
        Assert.True((words[0] & PagemapBits.Present) != 0);
        Assert.Equal(0, AllocatedAfter(1, 100, () => pagemap.Read((ulong)Environment.SystemPageSize, words) == 2));
        var guards = new List<AddressRange>();
        Assert.True(pagemap.FindGuards(new((ulong)page & ~0xfffUL, ((ulong)page & ~0xfffUL) + 4096), guards));
        Assert.Empty(guards);
    }

    private static string Many(int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"{0x10000000 + (i * 0x2000):x8}-{0x10001000 + (i * 0x2000):x8} {(i % 2 == 0 ? "rw-p" : "rw-s")} 00000000 00:00 {(i % 5 == 0 ? "0 " : "77                                 /a file")}\n"
        + $"Size:                  4 kB\nRss:                   {i % 97} kB\nAnonymous:             4 kB\nVmFlags: rd wr mr mw me ac \n"));

    private static long AllocatedAfter(int warm, int measured, Func<bool> read)
    {
        for (var i = 0; i < warm; i++)
        {
            Assert.True(read());
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = true;
        for (var i = 0; i < measured; i++)
        {
            isRead &= read();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(isRead);
        return allocated;
    }
}
