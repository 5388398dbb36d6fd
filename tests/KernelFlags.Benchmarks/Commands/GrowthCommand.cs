using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Benchmarks.Workloads;
using KernelFlags.Vma;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>growth</c>: how the cost of a call grows with the number of VMAs, beside the peer; what a fork and guarded pages cost.</summary>
internal static class GrowthCommand
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int ForkedVmas = 65_000;
    private const int ForksInWarmUp = 50;
    private const int ForksInRound = 10;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("growth", "Compare how cost grows from 1,000 to 1,000,000 VMAs; measure fork and the memory of guarded pages.");
        var tree = CommonOptions.Tree(command);
        var rounds = CommonOptions.Number(command, "--rounds", 3, "How many rounds.");
        tree.Required = false;
        tree.Description += " Without one nothing is compared, but fork and guards are measured.";
        command.SetAction(result =>
        {
            if (result.GetValue(tree) is { } folder)
            {
                using var peer = Peer.Build(folder);
                CompareGrowth(peer, result.GetValue(rounds));
            }

            Console.Out.WriteLine(Fork(result.GetValue(rounds)));
            Console.Out.WriteLine(SparseGuards());
        });
        return command;
    }

    private static void CompareGrowth(Peer peer, int rounds)
    {
        Console.Out.WriteLine($"{"",-6} {"ours: 1,000",12} {"1,000,000",10} {"grows",6}   {"peer: 1,000",12} {"1,000,000",10} {"grows",6}   ratio: few, many");
        foreach (var workload in Workload.All)
        {
            double[][] times = [[], [], [], []];
            workload.Run(Few);
            for (var round = 0; round < rounds; round++)
            {
                times[0] = [.. times[0], workload.Run(Few).Nanoseconds];
                times[1] = [.. times[1], peer.Run(workload.Name, Few).Nanoseconds];
                times[2] = [.. times[2], workload.Run(Many).Nanoseconds];
                times[3] = [.. times[3], peer.Run(workload.Name, Many).Nanoseconds];
                GC.Collect();
            }

            var (fewOurs, fewPeer, manyOurs, manyPeer) = (Median(times[0]), Median(times[1]), Median(times[2]), Median(times[3]));
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{workload.Name,-6} {fewOurs,12:F1} {manyOurs,10:F1} {manyOurs / fewOurs,6:F2}   {fewPeer,12:F1} {manyPeer,10:F1} {manyPeer / fewPeer,6:F2}   {Figures.Ratio(times[0], times[1]).Median:F2}, {Figures.Ratio(times[2], times[3]).Median:F2}"));
        }
    }

    private static double Median(double[] values) => Figures.Of(values).Median;

    private static string Fork(int rounds)
    {
        var subject = SpaceUnderTest.OfPages(ForkedVmas, Operation.Permutation(ForkedVmas));
        var times = new List<double>();
        for (var round = 0; round < ForksInWarmUp + (ForksInRound * rounds); round++)
        {
            var start = Stopwatch.GetTimestamp();
            var child = subject.Space.Fork();
            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / child.Count);
        }

        var figures = Figures.Of(times.Skip(ForksInWarmUp));
        return string.Create(CultureInfo.InvariantCulture, $"fork of {ForkedVmas} VMAs: {figures.Median:F1} ns a VMA ({figures.Low:F1}-{figures.High:F1})");
    }

    /// <summary>1 TiB is mapped, and every second page of 1 GiB in it guarded: only that 1 GiB may cost memory.</summary>
    private static string SparseGuards()
    {
        const ulong Mapped = 1UL << 40;
        const ulong Guarded = 1UL << 30;
        const ulong PageSize = 1UL << SpaceUnderTest.PageShift;
        var space = new SpaceUnderTest().Space;
        space.Mmap(SpaceUnderTest.Base, Mapped, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed | MapFlags.NoReserve);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var first = SpaceUnderTest.Base + (Mapped / 2);
        for (var address = first; address < first + Guarded; address += 2 * PageSize)
        {
            if (!space.Madvise(address, PageSize, Advice.GuardInstall).Succeeded)
            {
                throw new InvalidOperationException("A guard was refused.");
            }
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - empty;
        GC.KeepAlive(space);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"1 TiB mapped, 1 GiB of it guarded at every second page: {bytes} bytes, {bytes / (double)(Guarded / PageSize):F2} for each page of that 1 GiB");
    }
}
