using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Live.Fuzzing;
using KernelFlags.Live.Recording;

namespace KernelFlags.Cli.Fuzz;

/// <summary>
/// Rounds of operations until all are done, time is up or something differs. Each round has a seed and a line of its own, which is written
/// when it ends: whatever happens later, nothing is lost.
/// </summary>
/// <param name="terminal">Where lines go.</param>
internal sealed class Campaign(Terminal terminal)
{
    /// <summary>What a round holds: as many as shrink in seconds.</summary>
    public const long OperationsOfRound = 2000;

    /// <summary>What is drawn how often.</summary>
    public required OperationMix Mix { get; init; }

    /// <summary>The seed of the first round of the first shard.</summary>
    public required long Seed { get; init; }

    /// <summary>How many operations in all.</summary>
    public required long Operations { get; init; }

    /// <summary>The share.</summary>
    public required Shard Shard { get; init; }

    /// <summary>How long it may take; null for as long as it takes.</summary>
    public required long? Seconds { get; init; }

    /// <summary>The folder that traces are written to, as the user wrote it.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The options that name definitions and the engine's kernel, as the user gave them; empty for the running one.</summary>
    public required string Kernel { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="fuzzer">Both sides.</param>
    public int Run(Fuzzer fuzzer)
    {
        WholeFile.CheckFolder(terminal.FullPath(OutputFolder), OutputFolder);
        var start = Environment.TickCount64;
        bool IsLate() => Seconds is { } seconds && Environment.TickCount64 - start >= seconds * 1000;
        long done = 0;
        for (long round = 0; done < Operations && (round == 0 || !IsLate()); round++)
        {
            var seed = Shard.SeedOf(Seed, round);
            var run = fuzzer.Draw(Mix, seed, Math.Min(OperationsOfRound, Operations - done), IsLate);
            done += run.Operations;
            if (run.Finding is { } finding)
            {
                Report(fuzzer, seed, run, finding);
                return ExitCode.Found;
            }

            Write(FuzzText.Line(seed, Shard, run, mismatch: null));
            if (run.Stopped is not null)
            {
                throw new UnusableException(FormattableString.Invariant($"{run.Stopped}, after {done} operations without a difference"));
            }

            ShowProgress(done, Environment.TickCount64 - start);
        }

        terminal.EndProgress();
        return ExitCode.Done;
    }

    private void Report(Fuzzer fuzzer, long seed, FuzzRun run, FuzzFinding finding)
    {
        terminal.EndProgress();
        terminal.Error.WriteLine(FormattableString.Invariant($"seed {seed}: a difference after {Lines.Count((int)run.Operations, "operation")}; shrinking"));
        var (shrunk, happensAgain) = fuzzer.Shrink(finding);
        if (!happensAgain)
        {
            terminal.Error.WriteLine("it does not happen again in a second run; the trace holds what the kernel showed");
        }

        using var trace = new MemoryStream();
        fuzzer.Write(shrunk, trace);
        var script = Path.Combine(OutputFolder, FormattableString.Invariant($"fuzz-{Mix.Name}-{seed}.jsonl"));
        script = script.StartsWith("./", StringComparison.Ordinal) ? script[2..] : script;
        var text = Encoding.UTF8.GetString(trace.GetBuffer(), 0, (int)trace.Length);
        var command = $"kflags replay {ShellWord.Of(script)}{Kernel}";
        try
        {
            WholeFile.Write(terminal.FullPath(script), text);
        }
        catch (UnusableException exception)
        {
            terminal.Error.WriteLine(VisibleText.Of($"{exception.Message}; this is the trace:"));
            terminal.Error.Write(text);
            command = FormattableString.Invariant($"kflags fuzz --mix {Mix.Name} --seed {seed} --ops {run.Operations}{Kernel}");
            script = null;
        }

        foreach (var line in FuzzText.Describe(shrunk))
        {
            terminal.Error.WriteLine(line);
        }

        terminal.Error.WriteLine($"{Lines.Count(shrunk.Operations.Count, "operation")} left; to see it again: {command}");
        Write(FuzzText.Line(seed, Shard, run, FuzzText.Mismatch(run, shrunk, script, command)));
    }

    private void Write(string line)
    {
        terminal.Output.WriteLine(line);
        terminal.Output.Flush();
    }

    private void ShowProgress(long done, long milliseconds) =>
        terminal.ShowProgress(FormattableString.Invariant($"{done}/{Operations} operations, {done * 1000 / Math.Max(1, milliseconds)} a second"));
}
