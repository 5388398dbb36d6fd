using System.CommandLine;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Check;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags check</c>: the definitions, held against a kernel's own headers or against the running kernel.</summary>
internal static class CheckCommand
{
    /// <summary>The table whose flags the headers define.</summary>
    private const string VmaTable = "vma";

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
        command.Options.Add(tree);
        command.Options.Add(running);
        command.Validators.Add(result =>
        {
            if (result.GetValue(tree) is null == !result.GetValue(running))
            {
                result.AddError("name a kernel tree with --tree DIR, or the running kernel with --running; one of them");
            }
        });
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command, KernelDefault.Checked);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.SetAction((result, cancel) =>
        {
            var loaded = definitions.Load(result);
            var isRunning = result.GetValue(running);
            var profile = isRunning
                ? kernel.SelectRunning(result, loaded.Model)
                : kernel.Select(result, loaded.Model, () => VersionOf(loaded.Model, result.GetValue(tree)!, Terminal.Of(result)));
            var definition = definitions.Table(result, loaded);
            var table = TableResolver.Resolve(definition, profile);
            var isJson = result.GetValue(format) == FormatOption.Json;
            return isRunning
                ? LiveCommand.RunAsync(result, () => RunningReport.Write(definition, table, Terminal.Of(result), isJson, cancel))
                : Task.FromResult(CheckTree(table, result.GetValue(tree)!, Terminal.Of(result), isJson));
        });
        return command;
    }

    private static KernelVersion VersionOf(DefinitionModel model, string tree, Terminal terminal)
    {
        var folder = terminal.FullPath(tree);
        return !Directory.Exists(folder) ? throw new UnusableException($"there is no folder {tree}; name a kernel tree")
            : VersionText(folder) is { } version ? KernelChoice.ParseVersion(model, version, terminal.Error)
            : throw new UnusableException($"{tree} has no Makefile that tells its version; name it with --kernel");
    }

    private static string? VersionText(string folder)
    {
        try
        {
            return TreeVersion.Of(folder);
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    private static int CheckTree(ResolvedTable table, string tree, Terminal terminal, bool isJson)
    {
        var differences = Compare(table, tree, terminal);
        if (isJson)
        {
            JsonDocumentWriter.Write(terminal.Output, Document(differences));
        }
        else
        {
            differences.ToList().ForEach(difference => terminal.Output.WriteLine(difference));
        }

        return differences.Count == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private static IReadOnlyList<HeaderDifference> Compare(ResolvedTable table, string tree, Terminal terminal)
    {
        if (table.Name != VmaTable)
        {
            throw new UnusableException($"a kernel tree is compared with the table {VmaTable}; leave out --table {table.Name}");
        }

        try
        {
            var facts = HeaderEvaluator.Evaluate(terminal.FullPath(tree), HeaderRequest.Of(table.Kernel));
            var differences = HeaderComparison.Compare(table, facts);
            var compared = $"{facts.Words.Count} flags and masks, {facts.Smaps.Count} mnemonics, {facts.Trace.Count} trace names";
            terminal.Error.WriteLine($"{table.Kernel.Profile}: {compared} compared, {differences.Count} differences");
            return differences;
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    private static JsonObject Document(IEnumerable<HeaderDifference> differences) => new() { ["differences"] = Array(differences) };

    /// <summary>Differences, as JSON has them.</summary>
    internal static JsonArray Array(IEnumerable<HeaderDifference> differences) => JsonDocumentWriter.Array(differences, difference => new JsonObject
    {
        ["name"] = JsonDocumentWriter.Text(difference.Name),
        ["message"] = JsonDocumentWriter.Text(difference.Message),
    });
}
