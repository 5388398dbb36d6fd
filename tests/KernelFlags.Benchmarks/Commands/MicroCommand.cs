using System.CommandLine;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KernelFlags.Benchmarks.Workloads;
using KernelFlags.Linux;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>micro</c>: single operations by BenchmarkDotNet, for a look while something is tuned.</summary>
internal static class MicroCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("micro", "Measure single operations by BenchmarkDotNet.");
        var artifacts = new Option<string>("--artifacts") { Description = "Where the reports go.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "kernelflags-micro") };
        command.Options.Add(artifacts);
        command.SetAction(result =>
        {
            var config = DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithArtifactsPath(result.GetValue(artifacts)!);
            BenchmarkRunner.Run([typeof(FlagBenchmarks), typeof(SpaceBenchmarks)], config);
        });
        return command;
    }
}

/// <summary>Flags: sets, text both ways.</summary>
[MemoryDiagnoser]
public class FlagBenchmarks
{
    private const int Sets = 1024;

    private readonly Linux72.VmaFlags _flags = Linux72.VmaFlags.Parse("rd wr mr mw me gu ac", null);
    private readonly string _mnemonics = "rd wr mr mw me gu ac";
    private readonly char[] _text = new char[256];
    private readonly Linux72.VmaFlags[] _sets = RandomSets();

    /// <summary>Parses what smaps prints.</summary>
    [Benchmark]
    public Linux72.VmaFlags Parse() => Linux72.VmaFlags.Parse(_mnemonics, null);

    /// <summary>Prints trace names.</summary>
    [Benchmark]
    public int Format() => _flags.TryFormat(_text, out var written, "T", null) ? written : 0;

    /// <summary>Tests and takes away: so little that it is measured over many sets.</summary>
    /// <returns>How many sets changed.</returns>
    [Benchmark(OperationsPerInvoke = Sets)]
    public int Without()
    {
        var changed = 0;
        foreach (var flags in _sets)
        {
            var left = flags.TestAny(Linux72.VmaFlags.MaybeGuard) ? flags.Without(Linux72.VmaFlags.Access) : flags;
            changed += left == flags ? 0 : 1;
        }

        return changed;
    }

    private static Linux72.VmaFlags[] RandomSets()
    {
        var random = new RandomStream(1);
        var sets = new Linux72.VmaFlags[Sets];
        for (var i = 0; i < Sets; i++)
        {
            sets[i] = Linux72.VmaFlags.FromWord(0, random.Below(uint.MaxValue));
        }

        return sets;
    }
}

/// <summary>An address space of 65,000 VMAs: a lookup, a split with the merge that undoes it.</summary>
[MemoryDiagnoser]
public class SpaceBenchmarks
{
    private const int Vmas = 65_000;

    private readonly SpaceUnderTest _subject = SpaceUnderTest.OfSlots(Vmas, SpaceUnderTest.RemapSlot);
    private readonly ulong _middle = SpaceUnderTest.Address((Vmas / 2 * SpaceUnderTest.RemapSlot) + 3);

    /// <summary>Looks an address up.</summary>
    /// <returns>The VMA's start.</returns>
    [Benchmark]
    public ulong Find() => _subject.Space.TryFind(_middle, out var vma) ? vma.Start : 0;

    /// <summary>Splits a VMA in three and merges them again.</summary>
    /// <returns>Whether both succeeded.</returns>
    [Benchmark]
    public bool SplitAndMerge() =>
        _subject.Space.Mprotect(_middle, 4096, Protection.Read).Succeeded & _subject.Space.Mprotect(_middle, 4096, Protection.None).Succeeded;
}
