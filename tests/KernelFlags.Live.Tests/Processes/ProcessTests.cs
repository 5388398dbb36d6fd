using System.Diagnostics;
using KernelFlags.Live.Tests.Readers;
using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;
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
        var ended = Assert.Throws<ProcessException>(() => ReadAll(text));
        Assert.Contains($"process {sleeper.Id} ended", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProcessThatRunsAnotherProgramWhileItIsRead_IsTold()
    {
        Assert.SkipUnless(File.Exists("/proc/self/smaps"), "needs Linux with CONFIG_PROC_PAGE_MONITOR");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "read line; exec sleep 1000"]) { RedirectStandardInput = true })!;
        try
        {
            using var text = new ProcessFolder("/proc", shell.Id).Open(withFields: true);
            await shell.StandardInput.WriteLineAsync("go");
            await shell.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            while ((await File.ReadAllTextAsync($"/proc/{shell.Id}/comm", TestContext.Current.CancellationToken)).Trim() != "sleep")
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            Assert.Contains("ran another program", Assert.Throws<ProcessException>(() => ReadAll(text)).Message, StringComparison.Ordinal);
        }
        finally
        {
            shell.Kill();
        }
    }

    /// <summary>Reads to the end, from the first byte on, which a reader takes as it is made.</summary>
    private static void ReadAll(Stream text)
    {
        using var reader = new MapsReader(text, isSaved: false);
        reader.ReadAll();
    }

    [Fact]
    public void ProcessThatMapsAndUnmapsAllTheTime_IsReadToItsEnd_WithoutOverlap()
    {
        const int Pages = 3000;
        Assert.SkipUnless(File.Exists("/proc/self/smaps") && Environment.SystemPageSize == (int)PageSize, "needs Linux with CONFIG_PROC_PAGE_MONITOR and pages of 4 kB");
        var start = (ulong)LibC.Mmap(0, Pages * PageSize, 1, 0x22, -1, 0);
        var folder = new ProcessFolder("/proc", Environment.ProcessId);
        using var stop = new CancellationTokenSource();
        var churn = new Thread(() => Churn(start, Pages, stop.Token));
        churn.Start();
        var changes = 0;
        try
        {
            for (var round = 0; round < 20; round++)
            {
                var activity = folder.Watch();
                using var reader = new MapsReader(folder.Open(withFields: true), isSaved: false);
                var end = 0UL;
                foreach (var entry in reader.ReadAll())
                {
                    Assert.InRange(entry.Start, end, entry.End - 1);
                    Assert.NotNull(entry.VmFlags);
                    end = entry.End;
                }

                Assert.All(reader.Notes, note => Assert.Equal(MapsNoteKind.Overlap, note.Kind));
                Assert.False(activity.HasRested);
                changes += folder.HasChanged(activity, reader.Fingerprint) ? 1 : 0;
            }

            // Where the other thread got no time in between, nothing had changed.
            Assert.InRange(changes, 1, 20);
        }
        finally
        {
            stop.Cancel();
            churn.Join();
            LibC.Check(LibC.Munmap(start, Pages * PageSize));
        }
    }

    [Fact]
    public void ProcessThatSleeps_HasNotChanged()
    {
        Assert.SkipUnless(File.Exists("/proc/self/schedstat"), "needs Linux with CONFIG_SCHED_INFO");
        using var sleeper = Process.Start("sleep", "1000");
        try
        {
            var folder = new ProcessFolder("/proc", sleeper.Id);
            ProcessActivity activity;
            do
            {
                Thread.Sleep(20);
                activity = folder.Watch();
                Thread.Sleep(20);
            }
            while (!activity.HasRested);

            Assert.False(folder.HasChanged(activity, fingerprint: 0));
            using var reader = new MapsReader(folder.Open(withFields: true), isSaved: false);
            reader.ReadAll();
            using var maps = new MapsReader(folder.Open(withFields: false), isSaved: false);
            maps.ReadAll();
            Assert.Equal(reader.Fingerprint, maps.Fingerprint);
        }
        finally
        {
            sleeper.Kill();
        }
    }

    private static void Churn(ulong start, int pages, CancellationToken stop)
    {
        var random = new Random(1);
        while (!stop.IsCancellationRequested)
        {
            var first = random.Next(pages);
            var length = Math.Min(1 + random.Next(64), pages - first);
            LibC.Check(LibC.Mprotect(start + ((ulong)first * PageSize), (ulong)length * PageSize, random.Next(2) == 0 ? 1 : 3));
        }
    }
}
