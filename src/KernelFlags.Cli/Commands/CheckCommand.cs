using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Check;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags check</c>: the definitions, held against a kernel's own headers or against the running kernel.</summary>
internal static class CheckCommand
{
    /// <summary>Options that say which options are set, or that the kernel says it.</summary>
    private static readonly string[] OfOneKernel = ["--running", "--profile", "--config", "--config-file"];

    public static Command Create()
    {
        var command = new Command(
            "check",
            "Compare the definitions with a kernel tree's own flags, masks, mnemonics and trace names, which gcc evaluates, or with the running kernel.");
        var tree = new Option<string?>("--tree")
        {
            Description = "The tree: sources of a kernel, or the parts of them that define VMA flags.",
            HelpName = "DIR",
        };
        var running = new Option<bool>("--running")
        {
            Description = "The running kernel: each flag that user space can provoke is provoked and smaps read, and the kernel's BTF where it has the bits.",
        };
        var all = new Option<bool>("--all")
        {
            Description = "Every architecture that the tree has, or that of --arch: each with all options that it can have, with none, and with each left out.",
        };
        var without = new Option<string[]>("--without")
        {
            Description = "An option that is left out of all that the architecture can have, with what only it selects and what selects it. May be repeated.",
            HelpName = "OPTION",
        };
        command.Options.Add(tree);
        command.Options.Add(running);
        command.Options.Add(all);
        command.Options.Add(without);
        command.Validators.Add(result =>
        {
            if (result.GetValue(tree) is null == !result.GetValue(running))
            {
                result.AddError("name a kernel tree with --tree DIR, or the running kernel with --running; one of them");
            }
        });
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command, KernelDefault.Checked);
        command.Validators.Add(result => RefuseContradictions(result, result.GetValue(all), result.GetValue(without) is { Length: > 0 }));
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.SetAction((result, cancel) =>
        {
            var loaded = definitions.Load(result);
            var isRunning = result.GetValue(running);
            var profile = isRunning
                ? kernel.SelectRunning(result, loaded.Model)
                : kernel.Select(result, loaded.Model, () => TreeKernel.VersionOf(loaded.Model, result.GetValue(tree)!, Terminal.Of(result)));
            var definition = definitions.Table(result, loaded);
            var isJson = result.GetValue(format) == FormatOption.Json;
            var checkedTree = isRunning ? null : new TreeCheck(loaded.Model, definition, result.GetValue(tree)!, Terminal.Of(result));
            return checkedTree is null
                ? LiveCommand.RunAsync(result, () => RunningReport.Write(definition, TableResolver.Resolve(definition, profile), Terminal.Of(result), isJson, cancel))
                : Task.FromResult(result.GetValue(all)
                    ? checkedTree.All(profile.Kernel, kernel.Named(result, loaded.Model).Arch, result.GetValue(without) ?? [], isJson)
                    : checkedTree.One(profile, result.GetValue(without) ?? [], isJson));
        });
        return command;
    }

    private static void RefuseContradictions(CommandResult result, bool isAll, bool isWithout)
    {
        bool IsGiven(string option) => result.GetResult(option) is OptionResult { Implicit: false };
        var chosen = OfOneKernel.FirstOrDefault(IsGiven);
        if (chosen is not null && (isAll || isWithout))
        {
            result.AddError($"{(isAll ? "--all" : "--without")} is about all options that an architecture can have; leave out {chosen}");
        }
    }

    /// <summary>Differences, as JSON has them.</summary>
    internal static JsonArray Array(IEnumerable<HeaderDifference> differences) => JsonDocumentWriter.Array(differences, difference => new JsonObject
    {
        ["name"] = JsonDocumentWriter.Text(difference.Name),
        ["message"] = JsonDocumentWriter.Text(difference.Message),
    });
}
