using System.Text.Json.Nodes;
using KernelFlags.Cli.Commands;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Running.Flags;

namespace KernelFlags.Cli.Check;

/// <summary>Compares a table with the running kernel, and writes what differs and what could not be seen.</summary>
internal static class RunningReport
{
    /// <summary>The table whose flags can be provoked.</summary>
    private const string VmaTable = "vma";

    /// <summary>Compares and writes.</summary>
    /// <param name="definition">The table as it is defined, which says how flags are provoked.</param>
    /// <param name="table">The table, for the running kernel.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="isJson">Whether one document is wanted.</param>
    /// <param name="cancel">Ends it.</param>
    public static int Write(FlagTable definition, ResolvedTable table, Terminal terminal, bool isJson, CancellationToken cancel)
    {
        if (table.Name != VmaTable)
        {
            throw new UnusableException($"the running kernel is compared with the table {VmaTable}; leave out --table {table.Name}");
        }

        try
        {
            var comparison = RunningComparison.Compare(table, FlagProvoker.ProvokeAll(definition, cancel));
            if (isJson)
            {
                JsonDocumentWriter.Write(terminal.Output, Document(comparison));
            }
            else
            {
                Write(terminal.Output, comparison);
            }

            var counted = $"{Lines.Count(comparison.Seen, "flag")} seen, {Lines.Count(comparison.Differences.Count, "difference")}";
            terminal.Error.WriteLine($"{table.Kernel.Profile}: {counted}, {comparison.Unseen.Count} not seen");
            return comparison.Differences.Count == 0 ? ExitCode.Done : ExitCode.Found;
        }
        catch (InvalidDataException exception)
        {
            throw new UnusableException($"the running kernel's BTF can't be read: {exception.Message}", exception);
        }
    }

    private static void Write(TextWriter output, RunningComparison comparison)
    {
        foreach (var difference in comparison.Differences)
        {
            output.WriteLine(difference);
        }

        foreach (var (name, why) in comparison.Unseen)
        {
            output.WriteLine($"{name}: not seen, {why}");
        }
    }

    private static JsonObject Document(RunningComparison comparison) => new()
    {
        ["differences"] = CheckCommand.Array(comparison.Differences),
        ["seen"] = comparison.Seen,
        ["unseen"] = JsonDocumentWriter.Array(comparison.Unseen, flag => new JsonObject
        {
            ["name"] = JsonDocumentWriter.Text(flag.Name),
            ["why"] = JsonDocumentWriter.Text(flag.Why),
        }),
    };
}
