using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>The sample that asks DuckDB about the lines of a thousand machines, held against answers that are worked out here.</summary>
public sealed class FleetTests
{
    private const int Machines = 1000;
    private const int Limit = 65_530;
    private const int LeakingHost = 417;
    private const int RaisedHost = 9;
    private static readonly string[] Commands = ["redis-server", "java", "nginx", "postgres"];
    private static readonly DateTime FirstLook = new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("nearest")]
    [InlineData("filling")]
    [InlineData("commands")]
    [InlineData("reasons")]
    [InlineData("outliers")]
    public async Task Query_HasTheAnswerThatIsWorkedOutHere(string query)
    {
        using var fleet = Fleet();
        var expected = query switch
        {
            "nearest" => Nearest(),
            "filling" => [$"{HostOf(LeakingHost)}\t101\tjava\t{VmasOf(LeakingHost, 1, 2)}\t6000\t{Number(Math.Round((Limit - VmasOf(LeakingHost, 1, 2)) / 6000.0, 1))}"],
            "commands" => CommandsByMost(),
            "reasons" => ["java\tflags wr\t600\t60", "java\tstands alone\t400\t40", "nginx\tstands alone\t2\t100"],
            _ => [$"{HostOf(LeakingHost)}\t101\tjava\t{VmasOf(LeakingHost, 1, 2)}\t{Number(Median(1))}"],
        };
        Assert.Equal(expected, (await AskAsync(fleet, query)).Skip(2));
    }

    [Fact]
    public async Task LinesOfTheCommand_AreReadAsTheyAre()
    {
        using var folder = new ScratchFolder().With("saved.smaps", "1000-2000 rw-p 0 00:00 0\nRss: 4 kB\nVmFlags: rd wr\n2000-3000 r--p 0 00:00 0\nRss: 4 kB\nVmFlags: rd\n");
        folder.With("lines/vmas.jsonl", (await Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", "--explain", "--format", "jsonl")).Result());
        folder.With("lines/deep/processes-1.jsonl", (await Kflags.RunAsync("maps", "self", "--format", "jsonl")).Result());
        var answers = await AskAsync(folder, "nearest", "reasons");
        Assert.Contains($"{Environment.MachineName}\t{Environment.ProcessId}\t", string.Join('\n', answers), StringComparison.Ordinal);
        Assert.Contains("\tflags wr\t1\t50", string.Join('\n', answers), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> AskAsync(ScratchFolder folder, params string[] queries)
    {
        var sample = Path.Combine(Repository.Root, "samples/fleet/bin/Debug/net10.0/fleet.dll");
        Assert.SkipUnless(File.Exists(sample), "needs the sample and DuckDB, whose package has 400 MB: dotnet build samples/fleet");
        var result = await ExternalTool.RunAsync("dotnet", [sample, folder.Path, .. queries], folder.Path, cancel: TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Three looks, an hour apart, at four processes of each machine; one java grows, on a machine whose limit was never raised.</summary>
    private static ScratchFolder Fleet()
    {
        var folder = new ScratchFolder();
        for (var look = 0; look < 3; look++)
        {
            var lines = new StringBuilder();
            for (var host = 0; host < Machines; host++)
            {
                for (var process = 0; process < Commands.Length; process++)
                {
                    lines.Append(CultureInfo.InvariantCulture, $"{{\"time\":\"{FirstLook.AddHours(look):yyyy-MM-ddTHH:mm:ssZ}\",\"host\":\"{HostOf(host)}\",\"max_map_count\":{LimitOf(host)},\"pid\":{100 + process},")
                        .Append(CultureInfo.InvariantCulture, $"\"vmas\":{VmasOf(host, process, look)},\"left\":0,\"a_minute\":null,\"command\":\"{Commands[process]}\",\"cgroup\":null}}\n");
                }
            }

            folder.With($"look-{look}/processes.jsonl", lines.ToString());
        }

        static string Vma(string command, string? why) =>
            $"{{\"time\":\"2026-01-02T00:00:00Z\",\"host\":\"h\",\"pid\":1,\"command\":\"{command}\",\"size\":4096,\"rss\":null,\"kind\":\"anonymous\",\"path\":\"\",\"why\":{(why is null ? "null" : $"\"{why}\"")}}}\n";
        return folder.With("vmas.jsonl", string.Concat(Enumerable.Range(0, 1000).Select(i => Vma("java", i % 5 < 3 ? "flags wr" : null))) + Vma("nginx", null) + Vma("nginx", null));
    }

    private static string HostOf(int host) => host.ToString("host0000", CultureInfo.InvariantCulture);

    private static int LimitOf(int host) => host == RaisedHost ? 4 * Limit : Limit;

    private static int VmasOf(int host, int process, int look) =>
        host == LeakingHost && process == 1 ? 9000 + (6000 * look) : (process * 1000) + 100 + (host * 7 % 53);

    private static IEnumerable<(int Host, int Process, int Vmas)> LastLook() =>
        from host in Enumerable.Range(0, Machines) from process in Enumerable.Range(0, Commands.Length) select (host, process, VmasOf(host, process, 2));

    private static List<string> Nearest() =>
    [
        .. LastLook().OrderByDescending(one => (double)one.Vmas / LimitOf(one.Host)).ThenBy(one => one.Host).Take(10).Select(one =>
            $"{HostOf(one.Host)}\t{100 + one.Process}\t{Commands[one.Process]}\t{one.Vmas}\t{LimitOf(one.Host)}\t{Number(Math.Round(100.0 * one.Vmas / LimitOf(one.Host), 1))}"),
    ];

    private static List<string> CommandsByMost() =>
    [
        .. Enumerable.Range(0, Commands.Length).OrderByDescending(process => Sorted(process)[^1]).Select(process =>
            $"{Commands[process]}\t{Machines}\t{Machines}\t{Number(Median(process))}\t{Sorted(process)[(Machines * 99 / 100) - 1]}\t{Sorted(process)[^1]}"),
    ];

    private static double Median(int process) => (Sorted(process)[(Machines / 2) - 1] + Sorted(process)[Machines / 2]) / 2.0;

    private static List<int> Sorted(int process) => [.. LastLook().Where(one => one.Process == process).Select(one => one.Vmas).Order()];

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
