using System.CommandLine;
using KernelFlags.Cli.Generation;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Output.Findings;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags gen</c>: writes what is generated from a table, and checks what it wrote.</summary>
internal static class GenCommand
{
    private const string DefaultFolder = "artifacts/generated";

    public static Command Create()
    {
        var targets = new Option<string[]>("--target")
        {
            Description = $"What to write, may be repeated: {string.Join(", ", Targets.All.Select(target => target.Name))}. Without it: all. "
                + $"About every kernel, and only by name: {string.Join(", ", Outputs.AboutEveryKernel)}.",
            HelpName = "T",
        };
        var folder = new Option<string>("--out") { Description = "The folder to write to.", HelpName = "DIR", DefaultValueFactory = _ => DefaultFolder };
        var template = new Option<string?>("--template")
        {
            Description = "A template of your own, NAME.scriban, which becomes NAME; alone, unless targets are named too.",
            HelpName = "FILE",
        };
        var check = new Option<bool>("--check") { Description = "Write nothing; print what is out of date, and end with 1." };
        var command = new Command("gen", "Write what is generated from a table: C#, C, Rust, Python, Markdown, JSON.") { targets, folder, template, check };
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command);
        command.SetAction(async (result, cancel) =>
        {
            var terminal = Terminal.Of(result);
            if (result.GetValue(targets) is [var only] && Outputs.AboutEveryKernel.Contains(only) && kernel.IsGiven(result) && result.GetValue(template) is null)
            {
                throw new UnusableException($"target {only} is about every kernel; leave out what names one");
            }

            var loaded = definitions.Read(result);
            WriteProblems(terminal, loaded);
            if (loaded.HasErrors)
            {
                return ExitCode.Found;
            }

            var table = TableResolver.Resolve(definitions.Table(result, loaded), kernel.Select(result, loaded.Model));
            var outputs = Outputs.Render(loaded.Model, table, result.GetValue(targets) ?? [], result.GetValue(template), terminal);
            var output = new OutputFolder(result.GetValue(folder)!, terminal, result.GetValue(template));
            if (result.GetValue(check))
            {
                return output.Check(outputs.Files) ? ExitCode.Done : ExitCode.Found;
            }

            output.Write(outputs.Files);
            var compiled = await CompilerCheck.RunAsync(table, outputs, output.FullFolder, cancel).ConfigureAwait(false);
            return output.Report(outputs.Files, compiled) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void WriteProblems(Terminal terminal, DefinitionSet definitions)
    {
        foreach (var problem in definitions.Problems)
        {
            terminal.Error.WriteLine(ProblemLine.Of(problem, new Style(terminal.IsErrorColored)));
        }

        if (definitions.HasErrors)
        {
            terminal.Error.WriteLine("nothing was written");
        }
    }
}
