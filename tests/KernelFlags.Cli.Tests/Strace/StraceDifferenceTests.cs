using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KernelFlags.Cli.Tests.Strace;

/// <summary>What <c>kflags replay --strace</c> says where a log differs, and how long it takes for large ones.</summary>
public sealed class StraceDifferenceTests
{
    private const string Exec = "100 execve(\"/bin/a\", [\"a\"], 0x7ffd0 /* 1 vars */) = 0\n";
    private const string Map = "100 mmap(NULL, 12288, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n";

    [Theory]
    [InlineData("mmap(NULL, 8192, PROT_READ|PROT_EXEC, MAP_SHARED, 3</lib/a.so>, 0x2000) = -1 EEXIST (File exists)", "mmap 0x0-0x2000 (2 pages): r-x, SHARED, /lib/a.so from offset 0x2000")]
    [InlineData("mmap2(NULL, 4096, PROT_NONE, MAP_PRIVATE, 3, 0) = -1 EEXIST (File exists)", "mmap 0x0-0x1000 (1 page): ---, PRIVATE, descriptor 3 from offset 0x0")]
    [InlineData("mprotect(0x7f0000001000, 4096, PROT_NONE) = -1 EINVAL (Invalid argument)", "mprotect 0x7f0000001000-0x7f0000002000 (1 page) to ---")]
    [InlineData("madvise(0x7f0000001000, 5000, MADV_DONTNEED) = -1 EFAULT (Bad address)", "madvise DONTNEED of 0x7f0000001000-0x7f0000002388 (5000 bytes)")]
    [InlineData("mlock2(0x7f0000001000, 4096, MLOCK_ONFAULT) = -1 EFAULT (Bad address)", "mlock2 0x7f0000001000-0x7f0000002000 (1 page), as its pages are faulted in")]
    [InlineData("munlock(0x7f0000001000, 4096) = -1 EFAULT (Bad address)", "munlock 0x7f0000001000-0x7f0000002000 (1 page)")]
    [InlineData("munmap(0x7f0000001000, 4096) = -1 EFAULT (Bad address)", "munmap 0x7f0000001000-0x7f0000002000 (1 page)")]
    [InlineData("mseal(0x7f0000001000, 4096, 0) = -1 EFAULT (Bad address)", "mseal 0x7f0000001000-0x7f0000002000 (1 page)")]
    [InlineData("mremap(0x7f0000001000, 4096, 8192, MREMAP_MAYMOVE) = -1 EFAULT (Bad address)", "mremap 0x7f0000001000-0x7f0000002000 (1 page) to 2 pages, MAYMOVE")]
    [InlineData("prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7f0000001000, 4096, \"x\") = -1 EBADF (x)", "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7f0000001000, 4096, \"x\")")]
    public async Task Call_WhoseOutcomeDiffers_IsSaidInWords(string line, string words)
    {
        var call = await StraceLog.ReplayAsync(Exec + Map + "100 " + line + "\n", to: null);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains($"  operation 2 (line 3): {words}\n    the outcome differs\n      expected it failed with E", call.Output, StringComparison.Ordinal);
        Assert.Contains("\n      came     it ", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86_64", "0x6000")]
    [InlineData("x86_64", "0x8")]
    [InlineData("x86_64", "MCL_CURRENT|0x8 /* MCL_??? */")]
    [InlineData("x86_64", "MCL_ONFAULT")]
    [InlineData("x86_64", "0")]
    [InlineData("ppc64", "0x8000")]
    [InlineData("ppc64", "0x8")]
    public async Task Mlockall_WithFlagsThatNoKernelTakes_FailsAndOnlySo(string arch, string flags)
    {
        var done = await StraceLog.ReplayAsync(Exec + Map + $"100 mlockall({flags}) = 0\n", to: null, "--arch", arch);
        var failed = await StraceLog.ReplayAsync(Exec + Map + $"100 mlockall({flags}) = -1 EINVAL (Invalid argument)\n", to: null, "--arch", arch);

        Assert.Contains("\n    the outcome differs\n      expected it returned 0\n      came     it failed with EINVAL\n", done.Output, StringComparison.Ordinal);
        Assert.Contains(": passed, 2 operations, ", failed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not the engine's to say", failed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MCL_CURRENT|MCL_ONFAULT")]
    [InlineData("0x3")]
    public async Task Mlockall_WithFlagsThatAreRight_IsNotRefusedForThem(string flags)
    {
        var call = await StraceLog.ReplayAsync(Exec + Map + $"100 mlockall({flags}) = -1 EINVAL (Invalid argument)\n", to: null);

        Assert.Contains("\n    the outcome differs\n      expected it failed with EINVAL\n      came     it returned 0\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfAChild_IsSaidToBeIts()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + Map + "100 clone(child_stack=NULL, flags=SIGCHLD) = 101\n101 munmap(0x7f0000000000, 4096) = -1 EFAULT (Bad address)\n", to: null);
        Assert.Contains("  operation 2 (line 4): munmap 0x7f0000000000-0x7f0000001000 (1 page), by process 101\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maps_ThatDiffer_AreShownAsLines_AndTheCallThatMadeThem()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + Map + "100 mprotect(0x7f0000001000, 8192, PROT_READ) = 0\n",
            "7f0000000000-7f0000003000 rw-p 00000000 00:00 0 \n");
        Assert.Contains(
            """
              operation 2 (line 3): mprotect 0x7f0000001000-0x7f0000003000 (2 pages) to r--, the last to change memory that differs at the end
                these VMAs differ
                  expected
                    7f0000000000-7f0000003000 rw-p 00000000
                  came
                    7f0000001000-7f0000003000 r--p 00000000
            """,
            call.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Border_ThatOneSideHas_IsShownWithBothItsSides()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + "100 mmap(NULL, 8192, PROT_READ, MAP_SHARED, 3</x>, 0) = 0x7f0000000000\n",
            "7f0000000000-7f0000001000 r--s 00000000 08:01 5 /x\n7f0000001000-7f0000002000 r--s 00001000 08:01 5 /x\n");
        Assert.Contains(
            """
                these VMAs differ
                  expected
                    7f0000000000-7f0000001000 r--s 00000000 /x
                    7f0000001000-7f0000002000 r--s 00001000 /x
                  came
                    7f0000000000-7f0000002000 r--s 00000000 /x
            """,
            call.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_ThatNoCallOfTheLogMade_IsADifferenceOfTheEnd()
    {
        using var folder = new ScratchFolder().With("from", "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n");
        var call = await StraceLog.ReplayAsync(Exec, "7f0000000000-7f0000001000 r--p 00000000 00:00 0 \n", "--from", folder["from"]);
        Assert.Contains("(line 1): the end of the log\n    these VMAs differ\n", call.Output, StringComparison.Ordinal);
    }

    /// <summary>Each program's heap and its threads are looked up, not searched for.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Log_OfTwentyThousandPrograms_IsReplayedInSeconds(bool end)
    {
        const int Programs = 20_000;
        var log = new StringBuilder(Exec);
        for (var child = 101; child < 101 + Programs; child++)
        {
            log.Append(
                CultureInfo.InvariantCulture,
                $"""
                100 vfork( <unfinished ...>
                {child} execve("/bin/b", ["b"], 0x7ffd0 /* 1 vars */) = 0
                100 <... vfork resumed>) = {child}
                {child} mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000

                """);
            log.Append(CultureInfo.InvariantCulture, $"{(end ? $"{child} +++ exited with 0 +++\n" : "")}");
        }

        var clock = Stopwatch.StartNew();
        var call = await StraceLog.ReplayAsync(log.ToString(), to: null);
        Assert.Contains(": passed, 20000 operations, ", call.Result(), StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"it took {clock.Elapsed}");
    }
}
