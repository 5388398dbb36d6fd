using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Cli.Replay;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;

namespace KernelFlags.Benchmarks.Commands;

/// <summary>
/// <c>runtime</c>: a trace on a flag type that is filled at run time, beside the compiled type of the same table. They take turns.
/// </summary>
internal static class RuntimeCommand
{
    private const string Mix = "all";
    private const string Profile = "linux-6.18.44-x86_64";
    private const int Seed = 1;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("runtime", "Replay a trace on a flag type that is filled at run time and on the compiled type of the same table, by turns.");
        var file = new Argument<string?>("FILE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = $"A trace. Without it a long one of the mix {Mix} is recorded now (as root, with gcc).",
        };
        var profile = new Option<string>("--profile") { Description = "The kernel.", HelpName = "NAME", DefaultValueFactory = _ => Profile };
        command.Arguments.Add(file);
        command.Options.Add(profile);
        var length = CommonOptions.Number(command, "--ops", 20_000, "How many operations a trace has that is recorded.");
        var rounds = CommonOptions.Number(command, "--rounds", 15, "How many rounds.");
        var warmUp = CommonOptions.Number(command, "--warm-up", 10, "For how many seconds both run before they are measured.");
        command.SetAction(result =>
        {
            var name = result.GetValue(profile)!;
            var compiled = LinuxKernel.Find(name) ?? throw new UnusableException($"there is no compiled type of {name}");
            var model = LinuxDefinitions.Model;
            var table = TableResolver.Resolve(model.FindTable("vma")!, KernelSelector.Of(model, model.FindProfile(name)!));
            Measure(
                new(compiled),
                new(LinuxKernel.AtRunTime(table, compiled.Capabilities)),
                result.GetValue(file) is { } path ? TraceBytes.Unpack(path) : TraceBytes.Record(Mix, Seed, result.GetValue(length)),
                result.GetValue(rounds),
                TimeSpan.FromSeconds(result.GetValue(warmUp)));
        });
        return command;
    }

    private static void Measure(TraceKernel compiled, TraceKernel filled, byte[] trace, int rounds, TimeSpan warmUp)
    {
        List<byte[]> bare = [TraceBytes.WithoutSnapshots(trace)], whole = [trace];
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < warmUp;)
        {
            Round(compiled, filled, bare, ignoreSnapshots: true);
            Round(compiled, filled, whole, ignoreSnapshots: false);
        }

        Write("operations", Enumerable.Range(0, rounds).Select(_ => Round(compiled, filled, bare, ignoreSnapshots: true)));
        if (bare[0].Length == trace.Length)
        {
            return;
        }

        Write("snapshots", Enumerable.Range(0, rounds).Select(_ => Round(compiled, filled, whole, ignoreSnapshots: false)));
    }

    private static (double Compiled, double Filled) Round(TraceKernel compiled, TraceKernel filled, List<byte[]> traces, bool ignoreSnapshots)
    {
        double Speed(TraceKernel kernel)
        {
            var (count, seconds, _) = TraceBytes.Replay(traces, _ => kernel, ignoreSnapshots);
            return count / seconds;
        }

        return (Speed(compiled), Speed(filled));
    }

    private static void Write(string what, IEnumerable<(double Compiled, double Filled)> rounds)
    {
        var speeds = rounds.ToList();
        var ratio = Figures.Ratio(speeds.Select(round => round.Compiled), speeds.Select(round => round.Filled));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-10} {Figures.Of(speeds.Select(r => r.Compiled)).Median,10:N0}/s compiled {Figures.Of(speeds.Select(r => r.Filled)).Median,10:N0}/s at run time {ratio.Median,6:N2} ({ratio.Low:N2}-{ratio.High:N2}) times as fast"));
    }
}
