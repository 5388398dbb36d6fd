using System.CommandLine;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Replay;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags replay</c>: runs recorded traces through the engine, and compares each outcome and snapshot.</summary>
internal static class ReplayCommand
{
    private const string All = "all";
    private const string Vmas = "vmas";

    public static Command Create()
    {
        var command = new Command("replay", "Run traces of a real kernel through the engine, and compare each outcome and snapshot.");
        var files = new Argument<string[]>("FILE") { Description = "A trace: JSON Lines, gzip too.", Arity = ArgumentArity.ZeroOrMore };
        var compare = new Option<string>("--compare")
        {
            Description = $"What of a snapshot is compared: every field ({All}), or start, end, perm, off, file, vmflags and name of each VMA ({Vmas}).",
            DefaultValueFactory = _ => All,
        };
        compare.AcceptOnlyFromAmong(All, Vmas);
        var noSnapshots = new Option<bool>("--no-snapshots") { Description = "Compare outcomes only. The state at the end, and its hash, are the same." };
        var allDifferences = new Option<bool>("--all-differences")
        {
            Description = $"Explain every difference, {TraceReplayer.MaxMismatches} of a trace at most; without it those of the first operation that differs.",
        };
        var strace = StraceOptions.AddTo(command, files);
        command.Arguments.Add(files);
        command.Options.Add(compare);
        command.Options.Add(noSnapshots);
        command.Options.Add(allDifferences);
        var definitions = DefinitionOptions.AddTo(command, withTable: false);
        var kernel = KernelOptions.AddTo(command, KernelDefault.Recorded);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.SetAction((result, cancel) => Task.FromResult(Run(
            result,
            strace.Log(result) is { } log ? [log] : result.GetValue(files)!,
            new Replayer(
                definitions.Load(result).Model,
                kernel,
                strace,
                result,
                result.GetValue(compare) == Vmas ? TraceComparison.Vmas : TraceComparison.All,
                result.GetValue(noSnapshots)),
            result.GetValue(format) == FormatOption.Json,
            result.GetValue(allDifferences),
            cancel)));
        return command;
    }

    private static int Run(ParseResult result, string[] files, Replayer replayer, bool isJson, bool allDifferences, CancellationToken cancel)
    {
        var terminal = Terminal.Of(result);
        var traces = new ReplayedTrace[files.Length];
        var problems = new string?[files.Length];
        var done = 0;
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            (traces[i], problems[i]) = replayer.Replay(files[i]);
            if (files.Length > 1)
            {
                terminal.ShowProgress($"{Interlocked.Increment(ref done)}/{files.Length}");
            }
        });
        if (files.Length > 1)
        {
            terminal.EndProgress();
        }

        if (problems.OfType<string>().ToList() is { Count: > 0 } lines)
        {
            throw new UnusableException(lines);
        }

        if (isJson)
        {
            JsonDocumentWriter.Write(terminal.Output, ReplayText.Json(traces));
        }
        else
        {
            ReplayText.Write(terminal.Output, traces, new Style(terminal.IsOutputColored), allDifferences);
        }

        return traces.All(t => t.Report.Passed) ? ExitCode.Done : ExitCode.Found;
    }

    /// <summary>Replays one trace after the other, on the kernel that its header names or on one that the call does.</summary>
    private sealed class Replayer(
        DefinitionModel model, KernelOptions kernel, StraceOptions strace, ParseResult result, TraceComparison comparison, bool ignoreSnapshots)
    {
        private readonly TraceKernels _kernels = new(model, kernel.Named(result, model));

        public (ReplayedTrace Trace, string? Problem) Replay(string file)
        {
            try
            {
                if (strace.Log(result) is not null)
                {
                    return (strace.Replay(result, model, kernel.SelectRunning(result, model)), null);
                }

                using var reader = new TraceReader(InputFile.Open(Terminal.Of(result), file, "name a trace"));
                var target = _kernels.Of(reader.Header).CreateTarget(reader.Header);
                return (new(file, new TraceReplayer(reader, target, comparison, ignoreSnapshots).Run()), null);
            }
            catch (UnusableException e)
            {
                return (null!, string.Join("; ", e.Lines));
            }
            catch (InputException e)
            {
                return (null!, e.Format(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (null!, $"{file} can't be read: {e.Message}");
            }
        }
    }
}
