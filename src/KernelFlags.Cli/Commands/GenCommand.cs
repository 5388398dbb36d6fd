using System.CommandLine;
using KernelFlags.Cli.Check;
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
        var patch = new Option<string?>("--patch")
        {
            Description = "Print the change to a kernel tree which has it say what the definitions say, as a difference that git apply takes at the tree's root.",
            HelpName = "TREE",
        };
        var commits = new Option<string?>("--commits")
        {
            Description = "With --patch: write the change to this folder as files for git am: the flag, its stickiness, its tests.",
            HelpName = "DIR",
        };
        command.Options.Add(patch);
        command.Options.Add(commits);
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            var isPatch = result.GetValue(patch) is not null;
            Option[] others = [targets, folder, template, check];
            if (isPatch && Array.Find(others, o => result.GetResult(o) is { Implicit: false }) is { } other)
            {
                result.AddError($"--patch gives out a change to a tree; leave out {other.Name}");
            }
            else if (!isPatch && result.GetValue(commits) is not null)
            {
                result.AddError("--commits writes the change that --patch TREE makes; name the tree");
            }
        });
        command.SetAction(async (result, cancel) =>
        {
            var terminal = Terminal.Of(result);
            if (result.GetValue(patch) is { } tree)
            {
                return await PatchAsync(result, definitions, kernel, tree, result.GetValue(commits), cancel).ConfigureAwait(false);
            }

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

    private static async Task<int> PatchAsync(
        ParseResult result, DefinitionOptions definitions, KernelOptions kernel, string tree, string? commits, CancellationToken cancel)
    {
        var terminal = Terminal.Of(result);
        if (kernel.IsGiven(result))
        {
            throw new UnusableException("--patch is for the kernel that the tree is, with every architecture and option; leave out what names another");
        }

        var loaded = definitions.Load(result);
        var table = definitions.Table(result, loaded);
        if (table.Name != TreeCheck.VmaTable)
        {
            throw new UnusableException($"a kernel tree is changed by the table {TreeCheck.VmaTable}; leave out --table {table.Name}");
        }

        var patch = TreePatchOutput.Of(loaded.Model, table, tree, terminal);
        if (definitions.Overlays(result).Count > 0)
        {
            var below = DefinitionSet.Load(definitions.Root(result)).Model.Tables.FirstOrDefault(t => t.Name == table.Name);
            TreePatchOutput.NoteAbsent(patch, table, below, terminal);
        }

        if (commits is null)
        {
            TreePatchOutput.Write(patch, terminal);
        }
        else
        {
            await TreePatchOutput.WriteCommitsAsync(patch, commits, tree, terminal, cancel).ConfigureAwait(false);
        }

        return ExitCode.Done;
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
