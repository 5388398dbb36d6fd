using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Benchmarks.Workloads;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>steady</c>: that nothing is allocated once an address space has its size, and how long the slowest calls take.</summary>
internal static class SteadyCommand
{
    private const int TimedCount = 1_000_000;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("steady", "Count what W2 to W6 allocate, and compare the slowest calls of W3 with the peer's.");
        var tree = CommonOptions.Tree(command);
        var n = CommonOptions.Number(command, "--n", 65_000, "How many VMAs.");
        var rounds = CommonOptions.Number(command, "--rounds", 3, "How many rounds.");
        command.SetAction(result =>
        {
            using var peer = Peer.Build(result.GetValue(tree)!);
            var allocates = CountAllocations(result.GetValue(n));
            for (var round = 1; round <= result.GetValue(rounds); round++)
            {
                CompareLatency(peer, result.GetValue(n));
            }

            return allocates ? 1 : 0;
        });
        return command;
    }

    private static bool CountAllocations(int n)
    {
        var allocates = false;
        foreach (var workload in Workload.All.Where(workload => !workload.Name.StartsWith("W1", StringComparison.Ordinal)))
        {
            workload.Run(n);
            var outcome = workload.Run(n);
            allocates |= outcome.Allocated != 0;
            Console.Out.WriteLine($"{workload.Name,-6} {outcome.Allocated} bytes allocated");
        }

        return allocates;
    }

    private static void CompareLatency(Peer peer, int n)
    {
        var warmUp = Workload.WarmUp(n, SpaceUnderTest.ChurnSlot);
        var operations = Workload.ChurnOf(n, warmUp + TimedCount, seed: 3, sticky: false);
        var subject = SpaceUnderTest.OfSlots(n, SpaceUnderTest.ChurnSlot);
        subject.Run(operations.AsSpan(0, warmUp));
        var times = new uint[TimedCount];
        var collections = GC.CollectionCount(0);
        for (var i = 0; i < TimedCount; i++)
        {
            var start = Stopwatch.GetTimestamp();
            subject.Run(operations[warmUp + i]);
            times[i] = (uint)((Stopwatch.GetTimestamp() - start) * 1_000_000_000 / Stopwatch.Frequency);
        }

        collections = GC.CollectionCount(0) - collections;
        Array.Sort(times);
        var theirs = peer.Run("W3", n, "--latency");
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"W3 ours: median {times[TimedCount / 2]} ns, 99% {times[^(TimedCount / 100)]}, 99.9% {times[^(TimedCount / 1000)]}, slowest {times[^1]}; {collections} collections"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"W3 peer: median {theirs.Number("p50")} ns, 99% {theirs.Number("p99")}, 99.9% {theirs.Number("p99.9")}, slowest {theirs.Number("max")}"));
    }
}
