using System.CommandLine;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags check</c>: the definitions, held against a kernel's own headers.</summary>
internal static class CheckCommand
{
    /// <summary>The table whose flags the headers define.</summary>
    private const string VmaTable = "vma";

    public static Command Create()
    {
        var command = new Command(
            "check",
            "Compare the definitions with a kernel tree's own flags, masks, mnemonics and trace names, which gcc evaluates.");
        var tree = new Option<string>("--tree")
        {
            Description = "The tree: sources of a kernel, or the parts of them that define VMA flags.",
            HelpName = "DIR",
            Required = true,
        };
        command.Options.Add(tree);
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.SetAction(result =>
        {
            var loaded = definitions.Load(result);
            var table = TableResolver.Resolve(definitions.Table(result, loaded), kernel.Select(result, loaded.Model));
            var terminal = Terminal.Of(result);
            var differences = Compare(table, result.GetRequiredValue(tree), terminal);
            if (result.GetValue(format) == FormatOption.Json)
            {
                JsonDocumentWriter.Write(terminal.Output, Document(differences));
            }
            else
            {
                differences.ToList().ForEach(terminal.Output.WriteLine);
            }

            return differences.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
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

    private static JsonObject Document(IEnumerable<HeaderDifference> differences) => new()
    {
        ["differences"] = JsonDocumentWriter.Array(differences, difference => new JsonObject
        {
            ["name"] = JsonDocumentWriter.Text(difference.Name),
            ["message"] = JsonDocumentWriter.Text(difference.Message),
        }),
    };
}
