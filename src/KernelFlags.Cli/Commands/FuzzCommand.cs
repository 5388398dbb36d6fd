using System.CommandLine;
using KernelFlags.Cli.Fuzz;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Replay;
using KernelFlags.Live.Fuzzing;
using KernelFlags.Live.Recording;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags fuzz</c>: random operations on the running kernel and on the engine side by side.</summary>
internal static class FuzzCommand
{
    private const string DefaultMix = "all";

    public static Command Create()
    {
        var command = new Command(
            "fuzz",
            "Do random operations to the running kernel and to the engine, compare everything, and shrink the first difference to a few operations.");
        var live = LiveOptionSet.AddTo(command);
        var seconds = new Option<long?>("--seconds") { Description = "End after so many seconds, with the operation that runs.", HelpName = "T" }.AsNumber();
        seconds.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<long?>() < 1)
            {
                r.AddError("--seconds takes a number from 1 on");
            }
        });
        var shard = new Option<Shard>("--shard")
        {
            Description = "Which of how many machines this is, from 0: 0/8 to 7/8 draw from seeds that differ.",
            HelpName = "I/N",
            DefaultValueFactory = _ => Shard.Whole,
            CustomParser = r =>
            {
                if (!Shard.TryParse(r.Tokens[0].Value, out var parsed))
                {
                    r.AddError($"'{r.Tokens[0].Value}' is no shard; write I/N with I from 0 to N - 1, such as 0/8");
                }

                return parsed;
            },
        };
        var output = new Option<string>("--out")
        {
            Description = "The folder that the trace of a difference is written to.",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        command.Options.Add(seconds);
        command.Options.Add(shard);
        command.Options.Add(output);
        var definitions = DefinitionOptions.AddTo(command, withTable: false);
        var kernel = KernelOptions.AddTo(command, KernelDefault.Beside);
        command.SetAction((result, cancel) =>
        {
            var campaign = new Campaign(Terminal.Of(result))
            {
                Mix = live.Mix(result) ?? OperationMix.Find(DefaultMix)!,
                Seed = live.Seed(result),
                Operations = live.Operations(result),
                Shard = result.GetValue(shard),
                Seconds = result.GetValue(seconds),
                OutputFolder = result.GetRequiredValue(output),
                Kernel = definitions.Given(result) + kernel.Given(result),
            };
            return LiveCommand.RunAsync(result, () =>
            {
                var model = definitions.Load(result).Model;
                var engines = new TraceKernels(model, kernel.Named(result, model));
                return campaign.Run(new Fuzzer(header => Engine(engines, header), live.Folder(result), cancel));
            });
        });
        return command;
    }

    private static ITraceTarget Engine(TraceKernels kernels, TraceHeader header)
    {
        try
        {
            return kernels.Of(header).CreateTarget(header);
        }
        catch (InputException exception)
        {
            throw new UnusableException($"the running kernel can't be modelled: {exception.Message}", exception);
        }
    }
}
