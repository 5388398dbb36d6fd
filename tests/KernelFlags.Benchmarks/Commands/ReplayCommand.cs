using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Cli.Replay;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Benchmarks.Commands;

/// <summary>
/// <c>replay</c>: how fast traces run through the engine, on the way of <c>kflags replay</c> from the bytes of the file to the verdict, on one
/// thread. Recorded traces are short; long ones show what an operation costs where the start of a trace does not count.
/// </summary>
internal static class ReplayCommand
{
    private const string Traces = "tests/KernelFlags.Conformance/traces";
    private const int Seed = 1;

    private static readonly string[] Mixes = ["all", "anon", "guard", "file", "fork", "remap"];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("replay", "Replay traces: operations a second without snapshots, snapshots a second with all of them compared.");
        var files = new Argument<string[]>("FILE")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Traces, a row each. Without any: the short ones of the checkout in one row, then a long one of each mix, recorded now (as root, with gcc).",
        };
        command.Arguments.Add(files);
        var length = CommonOptions.Number(command, "--ops", 20_000, "How many operations a long trace has.");
        var rounds = CommonOptions.Number(command, "--rounds", 15, "How many rounds.");
        var warmUp = CommonOptions.Number(command, "--warm-up", 5, "For how many seconds each row runs before it is measured.");
        command.SetAction(result =>
        {
            var model = DefinitionLoader.Load(Repository.DefinitionFiles()).Model;
            var named = result.GetValue(files)!;
            var rows = named.Length > 0
                ? named.Select(file => (Path.GetFileName(file), (List<byte[]>)[TraceBytes.Unpack(file)]))
                : Recorded().Concat(Mixes.Select(mix => (mix, (List<byte[]>)[TraceBytes.Record(mix, Seed, result.GetValue(length))])));
            foreach (var (name, traces) in rows)
            {
                Measure(model, name, traces, result.GetValue(rounds), TimeSpan.FromSeconds(result.GetValue(warmUp)));
            }
        });
        return command;
    }

    private static IEnumerable<(string Name, List<byte[]> Traces)> Recorded()
    {
        var files = Directory.EnumerateFiles(Repository.Find(Traces), "*.jsonl.gz", SearchOption.AllDirectories);
        yield return ("recorded", files.Order(StringComparer.Ordinal).Select(TraceBytes.Unpack).ToList());
    }

    /// <summary>Both ways take turns.</summary>
    private static void Measure(DefinitionModel model, string name, List<byte[]> traces, int rounds, TimeSpan warmUp)
    {
        var bare = traces.ConvertAll(TraceBytes.WithoutSnapshots);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
        {
            Replay(model, bare, ignoreSnapshots: true);
            Replay(model, traces, ignoreSnapshots: false);
        }

        List<double> operations = [], snapshots = [], openings = [];
        for (var round = 0; round < rounds; round++)
        {
            var without = Replay(model, bare, ignoreSnapshots: true);
            var with = Replay(model, traces, ignoreSnapshots: false);
            operations.Add(without.Count / without.Seconds);
            snapshots.Add(with.Count / with.Seconds);
            openings.Add(1e6 * without.Opening / traces.Count);
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-10} {Text(operations),35} operations/s {Text(snapshots),30} snapshots/s {Figures.Of(openings).Median,6:N0} µs to open a trace"));
    }

    private static string Text(List<double> values)
    {
        var figures = Figures.Of(values);
        return string.Create(CultureInfo.InvariantCulture, $"{figures.Median:N0} ({figures.Low:N0}-{figures.High:N0})");
    }

    private static (long Count, double Seconds, double Opening) Replay(DefinitionModel model, List<byte[]> traces, bool ignoreSnapshots) =>
        TraceBytes.Replay(traces, header => TraceKernel.Of(model, header), ignoreSnapshots);
}
