using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Cli.Replay;
using KernelFlags.Definitions;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>replay</c>: how fast recorded traces run through the engine, with and without comparison, on one thread.</summary>
internal static class ReplayCommand
{
    private const string Traces = "tests/KernelFlags.Conformance/traces";

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command("replay", "Replay the traces of the checkout: operations a second without snapshots, snapshots a second with all of them compared.");
        var rounds = CommonOptions.Number(command, "--rounds", 5, "How many rounds.");
        command.SetAction(result =>
        {
            var model = DefinitionLoader.Load(Checkout.ReadDefinitions()).Model;
            var traces = Directory.EnumerateFiles(Checkout.Find(Traces), "*.jsonl.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Unpack).ToList();
            var bare = traces.ConvertAll(WithoutSnapshots);
            Replay(model, traces, ignoreSnapshots: false);
            Replay(model, bare, ignoreSnapshots: true);
            List<double> operations = [], snapshots = [];
            for (var round = 0; round < result.GetValue(rounds); round++)
            {
                var without = Replay(model, bare, ignoreSnapshots: true);
                var with = Replay(model, traces, ignoreSnapshots: false);
                operations.Add(without.Operations / without.Seconds);
                snapshots.Add(with.Snapshots / with.Seconds);
            }

            Console.Out.WriteLine($"{traces.Count} traces; without snapshots {Text(operations)} operations a second; with comparison {Text(snapshots)} snapshots a second");
        });
        return command;
    }

    private static string Text(List<double> values)
    {
        var figures = Figures.Of(values);
        return string.Create(CultureInfo.InvariantCulture, $"{figures.Median:N0} ({figures.Low:N0}-{figures.High:N0})");
    }

    /// <summary>Replays all of them; what is measured is neither the reading of the header nor the making of the kernel that it names.</summary>
    private static (long Operations, long Snapshots, double Seconds) Replay(DefinitionModel model, List<byte[]> traces, bool ignoreSnapshots)
    {
        var (operations, snapshots, time) = (0L, 0L, TimeSpan.Zero);
        foreach (var trace in traces)
        {
            using var reader = new TraceReader(new MemoryStream(trace));
            var target = TraceKernel.Of(model, reader.Header).CreateTarget(reader.Header);
            var replayer = new TraceReplayer(reader, target, ignoreSnapshots: ignoreSnapshots);
            var start = Stopwatch.GetTimestamp();
            var report = replayer.Run();
            time += Stopwatch.GetElapsedTime(start);
            operations += report.Operations;
            snapshots += report.Snapshots;
        }

        return (operations, snapshots, time.TotalSeconds);
    }

    private static byte[] Unpack(string file)
    {
        using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] WithoutSnapshots(byte[] trace)
    {
        using var bytes = new MemoryStream();
        foreach (var range in trace.AsSpan().Split((byte)'\n'))
        {
            var line = trace.AsSpan()[range];
            if (!line.IsEmpty && !line.StartsWith("{\"snap\":"u8))
            {
                bytes.Write(line);
                bytes.WriteByte((byte)'\n');
            }
        }

        return bytes.ToArray();
    }
}
