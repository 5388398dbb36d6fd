using System.Globalization;
using System.Text.Json.Nodes;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Benchmarks.Workloads;

namespace KernelFlags.Benchmarks.Commands;

/// <summary>Interleaved rounds of the engine and the peer.</summary>
/// <param name="n">The number of VMAs.</param>
/// <param name="isLive">Whether the running kernel takes part.</param>
internal sealed class PeerComparison(Peer peer, IReadOnlyList<Workload> workloads, int n, bool isLive)
{
    private const int WarmUpRounds = 3;
    private const int FewInWarmUp = 1000;
    private const int MaxInWarmUp = 65_000;

    private readonly Dictionary<string, Series> _series = workloads.ToDictionary(workload => workload.Name, _ => new Series());

    /// <summary>Runs the rounds and prints what came of them.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="isJson">Whether as JSON.</param>
    /// <returns>0; 1 where a checksum differs.</returns>
    public int Run(int rounds, bool isJson)
    {
        WarmUp(workloads, n);
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round} of {rounds}");
            RunRound();
        }

        var bytes = BytesPerVma(n);
        Console.Out.Write(isJson ? Json(rounds, bytes) + "\n" : Text(rounds, bytes));
        return _series.Values.All(series => series.Agrees) ? 0 : 1;
    }

    /// <summary>Rounds that do not count: it takes that many until all code is compiled for what it does.</summary>
    /// <param name="n">The number of VMAs.</param>
    public static void WarmUp(IReadOnlyList<Workload> workloads, int n)
    {
        // The mixed workload comes first, or the compiler would take the first mappings for all that ever happens.
        Workload.All.Single(workload => workload.Name == "W5").Run(FewInWarmUp);
        for (var round = 0; round < WarmUpRounds; round++)
        {
            foreach (var workload in workloads)
            {
                workload.Run(Math.Min(n, MaxInWarmUp));
            }
        }
    }

    /// <summary>What a VMA takes in memory, all told, after they came in random order.</summary>
    /// <param name="n">The number of VMAs.</param>
    public static double BytesPerVma(int n)
    {
        var order = Operation.Permutation(n);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var subject = SpaceUnderTest.OfPages(n, order);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(subject);
        return bytes / (double)n;
    }

    private void RunRound()
    {
        var flat = peer.RunFlat(n);
        foreach (var workload in workloads)
        {
            var series = _series[workload.Name];
            GC.Collect();
            var ours = workload.Run(n);
            var theirs = peer.Run(workload.Name, n).Outcome;
            series.Ours.Add(ours.Nanoseconds);
            series.Theirs.Add(theirs.Nanoseconds);
            series.Flat.Add(workload.FlatName is { } name ? flat[name].Nanoseconds : 0);
            if (!ours.Agrees(theirs))
            {
                series.Agrees = false;
                Console.Error.WriteLine($"{workload.Name}: the checksums differ: ours {ours}, the peer's {theirs}");
            }

            if (isLive && peer.RunLive(workload.Name, n) is { } live)
            {
                series.Live.Add(live.Nanoseconds);
            }
        }
    }

    private string Json(int rounds, double bytes)
    {
        var document = new JsonObject
        {
            ["n"] = n,
            ["rounds"] = rounds,
            ["workloads"] = new JsonArray([.. workloads.Select(Json)]),
            ["bytes_per_vma"] = Math.Round(bytes, 1),
        };
        return document.ToJsonString();
    }

    private JsonObject Json(Workload workload)
    {
        var series = _series[workload.Name];
        var (ours, theirs, ratio) = (Figures.Of(series.Ours), Figures.Of(series.Theirs), Figures.Ratio(series.Ours, series.Theirs));
        var node = new JsonObject
        {
            ["name"] = workload.Name,
            ["ours_ns"] = Rounded(ours.Median),
            ["peer_ns"] = Rounded(theirs.Median),
            ["ratio"] = Rounded(ratio.Median),
            ["flat_ns"] = workload.FlatName is null ? null : Rounded(Figures.Of(series.Flat).Median),
            ["ours_spread"] = new JsonArray(Rounded(ours.Low), Rounded(ours.High)),
            ["peer_spread"] = new JsonArray(Rounded(theirs.Low), Rounded(theirs.High)),
            ["ratio_spread"] = new JsonArray(Rounded(ratio.Low), Rounded(ratio.High)),
            ["agrees"] = series.Agrees,
        };
        if (series.Live.Count > 0)
        {
            node["live_ns"] = Rounded(Figures.Of(series.Live).Median);
        }

        return node;
    }

    private static double Rounded(double value) => Math.Round(value, 2);

    private string Text(int rounds, double bytes)
    {
        var lines = workloads.Select(workload =>
        {
            var series = _series[workload.Name];
            var flat = workload.FlatName is null ? "" : Figures.Of(series.Flat).Median.ToString("F1", CultureInfo.InvariantCulture);
            var live = series.Live.Count == 0 ? "" : Figures.Of(series.Live).Median.ToString("F0", CultureInfo.InvariantCulture);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{workload.Name,-6} {Range(Figures.Of(series.Ours), "F1"),26} {Range(Figures.Of(series.Theirs), "F1"),26} {Range(Figures.Ratio(series.Ours, series.Theirs), "F2"),20} {flat,6} {live,6}{(series.Agrees ? "" : "  CHECKSUMS DIFFER")}\n");
        });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"N = {n}, {rounds} rounds; median (lowest-highest), ns an operation\n{"",-6} {"ours",26} {"peer",26} {"ratio",20} {"flat",6} {(isLive ? "live" : ""),6}\n{string.Concat(lines)}bytes a VMA after W1rnd: {bytes:F1}\n");
    }

    private static string Range(Figures figures, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.Median.ToString(format, CultureInfo.InvariantCulture)} ({figures.Low.ToString(format, CultureInfo.InvariantCulture)}-{figures.High.ToString(format, CultureInfo.InvariantCulture)})");

    /// <summary>What the rounds gave for a workload.</summary>
    private sealed class Series
    {
        public List<double> Ours { get; } = [];

        public List<double> Theirs { get; } = [];

        public List<double> Flat { get; } = [];

        public List<double> Live { get; } = [];

        public bool Agrees { get; set; } = true;
    }
}
