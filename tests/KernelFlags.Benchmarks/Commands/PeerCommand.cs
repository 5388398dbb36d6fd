using System.CommandLine;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Benchmarks.Workloads;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>peer</c>: the workloads on the engine beside the kernel's own code, in interleaved rounds.</summary>
internal static class PeerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("peer", "Run the workloads W1 to W6 on the engine and on the kernel's own code, one after the other.");
        var tree = CommonOptions.Tree(command);
        var n = CommonOptions.Number(command, "--n", 65_000, "How many VMAs.");
        var rounds = CommonOptions.Number(command, "--rounds", 5, "How many rounds.");
        var only = new Option<string[]>("--only") { Description = "Only these workloads.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Workload.All.Select(workload => workload.Name)]);
        command.Options.Add(only);
        var isLive = new Option<bool>("--live") { Description = "Beside them the running kernel; vm.max_map_count must be above the VMAs." };
        command.Options.Add(isLive);
        var format = CommonOptions.Format(command);
        command.SetAction(result =>
        {
            var names = result.GetValue(only)!;
            var workloads = Workload.All.Where(workload => names.Length == 0 || names.Contains(workload.Name)).ToList();
            using var peer = Peer.Build(result.GetValue(tree)!);
            var comparison = new PeerComparison(peer, workloads, result.GetValue(n), result.GetValue(isLive));
            return comparison.Run(result.GetValue(rounds), result.GetValue(format) == CommonOptions.Json);
        });
        return command;
    }
}
