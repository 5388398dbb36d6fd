using System.Diagnostics;
using System.Globalization;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What memory is used for, where its neighbours or a live thread tell.</summary>
public sealed class KindTests
{
    private const string Guard = "7f0000000000-7f0000001000 ---p 0 00:00 0\nVmFlags: mr mw me\n";
    private const string Stack = "7f0000001000-7f0000801000 rw-p 0 00:00 0\nVmFlags: rd wr mr mw me ac";
    private const string Stat = "42 (a) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0 0 4096 8192 0";

    [Theory]
    [InlineData("redis", "thread stack", 8)]
    [InlineData("jvm", "thread stack", 78)]
    [InlineData("jvm", "malloc arena", 30)]
    [InlineData("jvm", "code made at run time", 3)]
    [InlineData("jvm", "reserved, used in part", 12)]
    [InlineData("chromium", "thread stack", 22)]
    [InlineData("chromium", "reserved, used in part", 145)]
    public async Task RealProgram_HasItsStacksArenasAndReservations(string name, string kind, int vmas) => Assert.Equal(vmas, VmasOf(await MapsExample.RunAsync(name, "--totals"), kind));

    [Theory]
    [InlineData(Guard + Stack + " nh\n", "thread stack", 2)]
    [InlineData(Guard + Stack + "\n", "thread stack", 0)]
    [InlineData(Stack + " nh\n", "thread stack", 0)]
    [InlineData("7f0000000000-7f0000021000 rw-p 0 00:00 0\nVmFlags: rd wr nr\n7f0000021000-7f0004000000 ---p 0 00:00 0\nVmFlags: nr\n", "malloc arena", 2)]
    [InlineData("7f0000000000-7f0000021000 rw-p 0 00:00 0\nVmFlags: rd wr ac\n7f0000021000-7f0004000000 ---p 0 00:00 0\nVmFlags: nr\n", "malloc arena", 0)]
    [InlineData("7f0000000000-7f0000021000 rw-p 0 00:00 0\nVmFlags: rd wr nr\n7f0000021000-7f0002000000 ---p 0 00:00 0\nVmFlags: nr\n", "malloc arena", 0)]
    [InlineData("1000000-2000000 ---p 0 00:00 0\n2000000-2001000 rw-p 0 00:00 0\n2001000-2002000 ---p 0 00:00 0\n2002000-2003000 rw-p 0 00:00 0\n", "reserved, used in part", 4)]
    [InlineData("1000000-2000000 ---p 0 00:00 0\n2000000-2001000 rw-p 0 00:00 0\n2001000-2002000 r--p 0 00:00 0\n", "reserved, used in part", 2)]
    [InlineData("1000000-1100000 ---p 0 00:00 0\n1100000-1200000 rw-p 0 00:00 0\n1200000-1300000 ---p 0 00:00 0\n", "reserved, used in part", 0)]
    [InlineData("1000000-9000000 ---p 0 00:00 0\n", "anonymous, no access", 1)]
    [InlineData("1000-2000 rwxp 0 00:00 0\n2000-3000 r-xp 0 00:00 0\n", "code made at run time", 2)]
    [InlineData("1000-2000 r-xs 0 00:01 7 /memfd:jit (deleted)\n2000-3000 rw-s 0 00:01 7 /memfd:jit (deleted)\n", "code made at run time", 1)]
    [InlineData("1000-2000 rw-s 0 00:01 7 /memfd:java_heap (deleted)\n2000-3000 rw-p 0 00:00 0 [anon: Go: heap]\n", "heap of a collector", 1)]
    [InlineData("2000-3000 rw-p 0 00:00 0 [anon:Go: heap]\n3000-4000 rw-p 0 00:00 0 [anon:dalvik-main space]\n", "heap of a collector", 2)]
    [InlineData("200000-600000 rw-p 0 00:00 0\nAnonHugePages: 2048 kB\n700000-800000 rw-p 0 00:00 0\nVmFlags: rd wr hg\n", "anonymous, huge pages", 2)]
    [InlineData("1000-2000 r--p 0 00:00 0 [vvar]\n2000-3000 r-xp 0 00:00 0 [vdso]\n", "vDSO", 2)]
    public async Task Kind_IsSaidOnlyWhereItIsSeen(string text, string kind, int vmas) => Assert.Equal(vmas, VmasOf(await MapsExample.RunOnTextAsync(text, "--totals"), kind));

    [Theory]
    [InlineData("202 0x7f 0x189 0x0 0x0 0x0 0xffffffff 0x7f0000800f00 0x7f0000000f16\n", 2)]
    [InlineData("-1 0x7f0000800f00 0x7f0000000f16\n", 2)]
    [InlineData("202 0x7f 0x189 0x0 0x0 0x0 0xffffffff 0x7f0000900f00 0x7f0000000f16\n", 0)]
    [InlineData("running\n", 0)]
    public async Task StackPointerOfALiveThread_TellsItsStack(string call, int vmas)
    {
        using var proc = new ScratchFolder().With("42/stat", Stat).With("42/smaps", Guard + Stack + "\n").With("42/task/43/syscall", call);
        Assert.Equal(vmas, VmasOf(await Kflags.RunInAsync(Repository.Root, "", "maps", "42", "--proc", proc.Path, "--profile", "linux-6.18.44-x86_64", "--totals"), "thread stack"));
    }

    [Fact]
    public async Task ColumnsAndFilters_KnowTheSameKinds()
    {
        var lines = (await MapsExample.RunAsync("jvm", "--filter", "kind:malloc_arena", "--columns", "perm,kind")).OutputLines;
        Assert.Equal(30, lines.Count(line => line.EndsWith("  malloc arena", StringComparison.Ordinal)));
        Assert.Contains("30 VMAs of 235 pass the filter", lines);
    }

    [Theory]
    [InlineData(null, 2, 10)]
    [InlineData("2", 0, 2)]
    public async Task ThreadsThatRunNow_HaveStacksAndArenas_AsManyAsTheSettingSays(string? arenas, int least, int most)
    {
        Assert.SkipUnless(ExternalTool.Find("gcc") is not null, "needs gcc: apt-get install gcc libc6-dev");
        using var folder = new ScratchFolder();
        var program = folder["threads"];
        var source = Repository.Find("tests/KernelFlags.Cli.Tests/Maps/Examples/threads.c");
        var result = await ExternalTool.RunAsync(
            ExternalTool.Find("gcc")!, ["-std=c11", "-D_GNU_SOURCE", "-O1", "-pthread", "-o", program, source], folder.Path, cancel: TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Errors);
        using var process = Process.Start(new ProcessStartInfo(program, ["5"]) { RedirectStandardOutput = true, Environment = { ["MALLOC_ARENA_MAX"] = arenas } })!;
        try
        {
            var pid = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
            var call = await Kflags.RunAsync("maps", pid, "--totals");

            // From glibc 2.42 on guards are no VMAs, and stacks may have grown together.
            Assert.InRange(VmasOf(call, "thread stack") + (call.Output.Contains("guard region", StringComparison.Ordinal) ? 10 : 0), 10, 20);
            Assert.InRange(VmasOf(call, "malloc arena"), least, most);
        }
        finally
        {
            process.Kill();
        }
    }

    private static int VmasOf(Call call, string kind)
    {
        Assert.Equal(0, call.ExitCode);
        var line = call.OutputLines.SingleOrDefault(line => line.StartsWith(kind + "  ", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[kind.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
