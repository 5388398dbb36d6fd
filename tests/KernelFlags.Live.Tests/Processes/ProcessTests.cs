using System.Diagnostics;
using KernelFlags.Live.Maps;
using KernelFlags.Live.Processes;
using KernelFlags.Live.Tests.Readers;
using KernelFlags.Vma;

namespace KernelFlags.Live.Tests.Processes;

public sealed class ProcessTests
{
    private const int GuardInstall = 102;
    private const ulong PageSize = 4096;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Guards_AreFoundPageByPage_WithScanAndWithout(bool byCategory)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.SystemPageSize == (int)PageSize, "needs Linux with pages of 4 kB");
        var start = (ulong)LibC.Mmap(0, 700 * PageSize, 3, 0x22, -1, 0);
        try
        {
            Assert.SkipUnless(LibC.Madvise(start + (3 * PageSize), 2 * PageSize, GuardInstall) == 0, "needs a kernel with guard regions: 6.13 or later");
            LibC.Check(LibC.Madvise(start + (5 * PageSize), PageSize, GuardInstall));
            for (var page = 10UL; page < 650; page += 2)
            {
                LibC.Check(LibC.Madvise(start + (page * PageSize), PageSize, GuardInstall));
            }

            using var scanner = new GuardScanner(new ProcessFolder("/proc", Environment.ProcessId).OpenPagemap()!) { ScansByCategory = byCategory };
            var guards = new List<AddressRange>();
            scanner.Find(start, start + (700 * PageSize), guards);
            Assert.SkipWhen(guards.Count == 0, "needs a kernel whose pagemap shows guards: 6.15 or later");
            Assert.Equal(321, guards.Count);
            Assert.Equal(new AddressRange(start + (3 * PageSize), start + (6 * PageSize)), guards[0]);
            Assert.All(guards.Skip(1).Index(), guard => Assert.Equal(new(start + ((10UL + (2UL * (ulong)guard.Index)) * PageSize), start + ((11UL + (2UL * (ulong)guard.Index)) * PageSize)), guard.Item));
        }
        finally
        {
            LibC.Check(LibC.Munmap(start, 700 * PageSize));
        }
    }

    [Fact]
    public void ProcessThatEndsWhileItIsRead_IsTold()
    {
        Assert.SkipUnless(File.Exists("/proc/self/smaps"), "needs Linux with CONFIG_PROC_PAGE_MONITOR");
        using var sleeper = Process.Start("sleep", "1000");
        using var text = new ProcessFolder("/proc", sleeper.Id).Open(withFields: true);
        sleeper.Kill();
        sleeper.WaitForExit();
        using var reader = new MapsReader(text);
        var ended = Assert.Throws<ProcessException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });
        Assert.Contains($"process {sleeper.Id} ended", ended.Message, StringComparison.Ordinal);
    }
}
