using System.CommandLine;
using System.Globalization;
using KernelFlags.Benchmarks.Workloads;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>run</c>: one workload on the engine alone, again and again, for a profiler to look at.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("run", "Run one workload on the engine alone, for a profiler (DOTNET_PerfMapEnabled=1 perf record -g).");
        var name = new Argument<string>("WORKLOAD");
        name.AcceptOnlyFromAmong([.. Workload.All.Select(workload => workload.Name)]);
        command.Arguments.Add(name);
        var afterMix = new Option<bool>("--mixed") { Description = "Have the code compiled for all workloads first, as in the command peer." };
        command.Options.Add(afterMix);
        var n = CommonOptions.Number(command, "--n", 65_000, "How many VMAs.");
        var rounds = CommonOptions.Number(command, "--rounds", 5, "How often.");
        command.SetAction(result =>
        {
            var workload = Workload.All.Single(workload => workload.Name == result.GetValue(name));
            if (result.GetValue(afterMix))
            {
                PeerComparison.WarmUp(Workload.All, result.GetValue(n));
            }

            for (var round = 0; round < result.GetValue(rounds); round++)
            {
                var outcome = workload.Run(result.GetValue(n));
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{workload.Name} {outcome.Nanoseconds:F1} ns, {outcome.Allocated} bytes allocated"));
            }
        });
        return command;
    }
}
