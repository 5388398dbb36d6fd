using System.Diagnostics;

namespace KernelFlags.Cli.Tests.Strace;

/// <summary><c>kflags replay --strace</c> of calls over terabytes of which nothing is there, which the kernel makes at once.</summary>
public sealed class SparseStraceTests
{
    private const string File = "mmap(NULL, 35184372088832, PROT_READ, MAP_SHARED, 3</x>, 0) = 0x100000000000\n";
    private const string Anonymous = "mmap(NULL, 35184372088832, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0x100000000000\n";
    private const string Shared = "mmap(NULL, 1099511627776, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0x100000000000\n";

    [Theory]
    [InlineData(File, "madvise(0x100000000000, 35184372088832, MADV_COLD) = 0")]
    [InlineData(File, "madvise(0x100000000000, 35184372088832, MADV_PAGEOUT) = 0")]
    [InlineData(File, "madvise(0x100000000000, 35184372088832, MADV_WILLNEED) = 0")]
    [InlineData(File, "madvise(0x100000000000, 35184372088832, MADV_DONTNEED) = 0")]
    [InlineData(File, "mprotect(0x100000000000, 35184372088832, PROT_NONE) = 0")]
    [InlineData(Shared, "madvise(0x100000000000, 1099511627776, MADV_REMOVE) = 0")]
    [InlineData(Anonymous, "madvise(0x100000000000, 35184372088832, MADV_FREE) = 0")]
    [InlineData(Anonymous, "mremap(0x100000000000, 35184372088832, 35184372088832, MREMAP_MAYMOVE|MREMAP_FIXED, 0x400000000000) = 0x400000000000")]
    [InlineData(Anonymous, "munmap(0x100000000000, 35184372088832) = 0")]
    public async Task ACallOverTerabytes_IsReplayedAtOnce(string mapping, string call)
    {
        var clock = Stopwatch.StartNew();
        var replay = await StraceLog.ReplayAsync(mapping + call + "\n");
        Assert.Equal(0, replay.ExitCode);
        Assert.Contains(": passed, 2 operations", replay.Output, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"it took {clock.Elapsed}");
    }
}
