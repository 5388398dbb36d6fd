using System.CommandLine;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Recording;
using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags record</c>: records a trace on the running kernel.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var command = new Command("record", "Do the operations of a script, or such that are drawn, to the running kernel, and record what came of them.");
        var script = new Option<string?>("--script")
        {
            Description = "A script: operations without an outcome, a line each; a whole trace will do. - reads standard input.",
            HelpName = "FILE",
        };
        command.Options.Add(script);
        var live = LiveOptionSet.AddTo(command);
        command.Validators.Add(result =>
        {
            var drawn = live.Given(result).ToList();
            var hasScript = result.GetResult(script) is { Implicit: false };
            if (hasScript && drawn.Count > 0)
            {
                result.AddError($"--script says which operations are done; leave out {string.Join(" and ", drawn)}");
            }
            else if (!hasScript && !drawn.Contains("--mix", StringComparer.Ordinal))
            {
                result.AddError("name a script with --script, or a mix with --mix, --seed and --ops");
            }
        });
        command.SetAction((result, cancel) => LiveCommand.RunAsync(result, () => Run(result, result.GetValue(script), live, cancel)));
        return command;
    }

    private static int Run(ParseResult result, string? script, LiveOptionSet live, CancellationToken cancel)
    {
        var terminal = Terminal.Of(result);
        using var output = new WriterStream(terminal.Output);
        try
        {
            return script is null
                ? Draw(live.Mix(result)!, live.Seed(result), live.Operations(result), live.Folder(result), output, cancel)
                : Play(terminal, script, live.Folder(result), output, cancel);
        }
        catch (InputException exception)
        {
            throw new UnusableException(exception.Format(script!), exception);
        }
    }

    private static int Draw(OperationMix mix, long seed, long count, string folder, Stream output, CancellationToken cancel)
    {
        using var target = new LiveTarget(TraceRecorder.OptionsOf(mix, seed, folder), cancel);
        new TraceRecorder(target, target.Header with { Seed = seed, Mix = mix.Name }, output).Draw(mix, seed, count, cancel);
        cancel.ThrowIfCancellationRequested();
        return ExitCode.Done;
    }

    private static int Play(Terminal terminal, string script, string folder, Stream output, CancellationToken cancel)
    {
        using var stream = script == "-"
            ? Console.OpenStandardInput()
            : InputFile.Open(terminal, script, "name a script, or - for standard input");
        using var reader = new TraceReader(stream, isScript: true);
        if (reader.Header.PlacementTop is not null)
        {
            throw new UnusableException($"{script} wants the window where the kernel places mappings by itself, which is recorded by the recorder in C only");
        }

        using var target = new LiveTarget(LiveOptions.OfScript(reader.Header, folder), cancel);
        var header = target.Header with { Seed = reader.Header.Seed, Mix = reader.Header.Mix.Length > 0 ? reader.Header.Mix : "script" };
        new TraceRecorder(target, header, output).Play(reader, cancel);
        cancel.ThrowIfCancellationRequested();
        return ExitCode.Done;
    }
}
