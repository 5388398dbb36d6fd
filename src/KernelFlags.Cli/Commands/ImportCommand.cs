using System.CommandLine;
using KernelFlags.Cli.Import;
using KernelFlags.Cli.Input;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags import</c>: definitions out of a kernel tree.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var command = new Command(
            "import",
            "Make what a kernel tree defines into definitions; conditions are found by having gcc evaluate the tree with options set and left out.");
        var tree = new Option<string[]>("--tree")
        {
            Description = "The tree: sources of a kernel, or the parts of them that define VMA flags. May be repeated with --base: a series and its backport to a stable tree become one overlay.",
            HelpName = "DIR",
            Required = true,
        };
        var since = new Option<string[]>("--base")
        {
            Description = "Only what the tree changes since this state of it, as an overlay: a revision of its repository, or a folder; once for all trees, or once for each in their order. Without it: the whole table.",
            HelpName = "REV",
        };
        var output = new Option<string?>("--out")
        {
            Description = "The folder that the files are written to. Without it: standard output, each file after a line '# PATH'.",
            HelpName = "DIR",
        };
        command.Options.Add(tree);
        command.Options.Add(since);
        command.Options.Add(output);
        var definitions = DefinitionOptions.AddTo(command);
        command.SetAction((result, cancel) =>
        {
            var loaded = definitions.Load(result);
            var run = new ImportRun(loaded.Model, definitions.Table(result, loaded), Terminal.Of(result));
            return run.RunAsync(result.GetValue(tree)!, result.GetValue(since) ?? [], result.GetValue(output), cancel);
        });
        return command;
    }
}
