using System.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>Every process of a machine, by its distance to the limit: <c>maps --all</c>.</summary>
public sealed class MachineTests
{
    private const string Gate = "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n";

    [Fact]
    public async Task Processes_StandByTheirDistanceToTheLimit()
    {
        using var proc = Machine();
        var call = await RunAsync(proc, "--max-map-count", "1000");
        Assert.Equal(
            """
            PID  VMAS  LEFT  OF LIMIT  COMMAND  CGROUP
            7    900   100   90%       eater    /pods/a
            42   30    970   3%        quiet    /pods/b
            5    4     996   0.4%      small    /pods/a
            3 processes, 934 VMAs; each process may have 1,000 (vm.max_map_count)
            1 without an address space (threads of the kernel, processes that end)

            """,
            call.Result());
    }

    [Fact]
    public async Task Top_SaysHowManyAreLeftOut() =>
        Assert.Contains("and 2 more; without --top all are shown", (await RunAsync(Machine(), "--top", "1")).Result(), StringComparison.Ordinal);

    [Fact]
    public async Task Cgroups_AreGroupedByWhoIsNearest()
    {
        using var proc = Machine();
        var lines = (await RunAsync(proc, "--cgroup", "--max-map-count", "1000")).OutputLines;
        Assert.Equal("2          904   7        900   100   90%       eater    /pods/a", lines[1]);
        Assert.Equal("1          30    42       30    970   3%        quiet    /pods/b", lines[2]);
    }

    [Fact]
    public async Task Json_IsOneDocument_AndItsLinesStandAlone()
    {
        using var proc = Machine();
        using var document = JsonDocument.Parse((await RunAsync(proc, "--format", "json", "--max-map-count", "1000")).Result());
        Assert.Equal([7, 42, 5], document.RootElement.GetProperty("processes").EnumerateArray().Select(process => process.GetProperty("pid").GetInt32()));
        Assert.Equal(1, document.RootElement.GetProperty("without_memory").GetInt32());
        var lines = (await RunAsync(proc, "--format", "jsonl", "--max-map-count", "1000")).OutputLines;
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line =>
        {
            using var one = JsonDocument.Parse(line);
            Assert.Equal(
                ["time", "host", "max_map_count", "pid", "vmas", "left", "a_minute", "command", "cgroup"],
                one.RootElement.EnumerateObject().Select(property => property.Name));
        });
    }

    [Theory]
    [InlineData("processes")]
    [InlineData("cgroups", "--cgroup")]
    public async Task Metrics_PassTheToolOfPrometheus(string what, params string[] options)
    {
        using var proc = Machine().With("proc/42/comm", "quo\"te\\\n").With("proc/5/comm", "\u001b[1m\u009b\u202e\n");
        var metrics = (await RunAsync(proc, ["--format", "openmetrics", .. options])).Result();
        Assert.EndsWith("# EOF\n", metrics, StringComparison.Ordinal);
        if (options.Length == 0)
        {
            Assert.Contains("kflags_process_vmas{pid=\"42\",comm=\"quo\\\"te\\\\\",cgroup=\"/pods/b\"} 30\n", metrics, StringComparison.Ordinal);
        }

        using var folder = new ScratchFolder().With($"{what}.prom", metrics);
        Assert.SkipUnless((await Shell.RunAsync(folder, "command -v promtool")).ExitCode == 0, "needs promtool: apt-get install prometheus");
        var check = await Shell.RunAsync(folder, $"promtool check metrics < {what}.prom 2>&1");
        Assert.True(check.ExitCode == 0, check.Output);
    }

    [Fact]
    public async Task Watch_WritesTheFileAnewAtEachLook_AndTellsGrowth()
    {
        using var proc = Machine();
        string[] watch = ["--watch", "0.01", "--times", "2"];
        Assert.Empty((await RunAsync(proc, ["--format", "openmetrics", "--out", proc["node/kflags.prom"], .. watch])).Result());
        Assert.EndsWith("# EOF\n", proc.Read("node/kflags.prom"), StringComparison.Ordinal);
        var lines = (await RunAsync(proc, watch)).OutputLines;
        Assert.Contains("A MINUTE  FULL IN", lines[1], StringComparison.Ordinal);
        Assert.Contains("  -         -        eater", lines[2], StringComparison.Ordinal);
        Assert.Contains("  0         -        eater", lines.Last(line => line.StartsWith("7 ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--all looks at every process; leave out TARGET", "self", "--all")]
    [InlineData("--all counts VMAs, and --explain is about one process; leave one out", "--all", "--explain")]
    [InlineData("--all counts VMAs and reads no flags; leave out what names a kernel or definitions", "--all", "--kernel", "7.2")]
    [InlineData("--top is the first rows, or the largest causes; add --sort, --summary or --all", "self", "--top", "3")]
    [InlineData("--details is about the sum of reasons; add --summary", "self", "--details")]
    [InlineData("--details shows all reasons, and --top few; leave one out", "self", "--summary", "--details", "--top", "1")]
    [InlineData("--top is a number above 0", "--all", "--top", "0")]
    [InlineData("--out goes with --all, and with lines and metrics of a process", "self", "--out", "file")]
    [InlineData("--watch writes metrics to a file, whole and anew at each look; name it with --out FILE", "--all", "--watch", "1", "--format", "openmetrics")]
    [InlineData("/dev holds no process; name the folder where proc is mounted", "--all", "--proc", "/dev")]
    [InlineData("name a process, self, a saved smaps file, - for standard input, or --all")]
    public async Task WhatDoesNotGoTogether_IsRefused(string refusal, params string[] call) =>
        Assert.Equal(refusal, (await Kflags.RunAsync(["maps", .. call])).Refusal());

    [Fact]
    public async Task RunningMachine_IsCounted()
    {
        Assert.SkipUnless(File.Exists("/proc/self/maps"), "needs Linux");
        var own = Environment.ProcessId;
        using var document = JsonDocument.Parse((await Kflags.RunAsync("maps", "--all", "--format", "json")).Result());
        var found = document.RootElement.GetProperty("processes").EnumerateArray().Single(process => process.GetProperty("pid").GetInt32() == own);
        Assert.InRange(found.GetProperty("vmas").GetInt32(), 20, document.RootElement.GetProperty("max_map_count").GetInt32());
    }

    /// <summary>A machine of three processes and a thread of the kernel.</summary>
    private static ScratchFolder Machine()
    {
        var folder = new ScratchFolder();
        Add(folder, 2, 0, "kthreadd", "0::/\n");
        Add(folder, 5, 4, "small", "0::/pods/a\n");
        Add(folder, 7, 900, "eater", "11:memory:/old\n0::/pods/a\n");
        Add(folder, 42, 30, "quiet", "12:cpu:/cpu\n11:memory:/pods/b\n");
        return folder.With("proc/uptime", "1 1\n");
    }

    private static void Add(ScratchFolder folder, int pid, int vmas, string command, string cgroup)
    {
        var maps = new StringBuilder();
        for (var i = 1; i <= vmas; i++)
        {
            maps.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i * 8192:x8}-{(i * 8192) + 4096:x8} rw-p 00000000 00:00 0                          /a/path/that/is/somewhat/long\n");
        }

        folder.With($"proc/{pid}/maps", vmas > 0 ? maps + Gate : "").With($"proc/{pid}/comm", command + "\n").With($"proc/{pid}/cgroup", cgroup)
            .With($"proc/{pid}/stat", $"{pid} ({command}) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0 0 4096 8192 0");
    }

    private static Task<Call> RunAsync(ScratchFolder folder, params string[] options) => Kflags.RunInAsync(folder.Path, "", ["maps", "--all", "--proc", folder["proc"], .. options]);
}
