using System.CommandLine;
using KernelFlags.Cli.Diff;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags diff</c>: what a change of definitions means.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var before = new Argument<string?>("OLD")
        {
            Description = "A folder of definitions, a checkout, a git revision, or two as A..B. Without it: the definitions without --overlay, or else HEAD.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var after = new Argument<string?>("NEW")
        {
            Description = "The same, changed. Without it: the definitions of the checkout, or those that --definitions names.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var exitZero = new Option<bool>("--exit-zero") { Description = "End with 0 also when they differ." };
        var command = new Command("diff", "Say what a change of definitions means: bits and names, and which VMAs now merge.") { before, after, exitZero };
        var definitions = DefinitionOptions.AddTo(command);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Markdown, FormatOption.Json);
        command.SetAction(async (result, cancel) =>
        {
            var terminal = Terminal.Of(result);
            var (old, now) = await LoadAsync(result, result.GetValue(before), result.GetValue(after), definitions, cancel).ConfigureAwait(false);
            var name = definitions.TableName(result);
            var table = old.Model.FindTable(name) ?? now.Table(name);
            WriteOtherTables(terminal, old.Model, now.Model, table.Name);
            var difference = TableComparison.Compare(old.Model, now.Model, table.Name);
            Write(terminal, difference, result.GetValue(format)!, old.Name, now.Name);
            return difference.IsEmpty || result.GetValue(exitZero) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static async Task<(DefinitionSet Before, DefinitionSet After)> LoadAsync(
        ParseResult result, string? before, string? after, DefinitionOptions definitions, CancellationToken cancel)
    {
        var terminal = Terminal.Of(result);
        var overlays = definitions.Overlays(result);
        if (before is null && overlays.Count > 0)
        {
            var root = definitions.Root(result);
            return (DefinitionSet.Load(root).WithoutErrors(), DefinitionSet.Load(root, overlays).WithoutErrors());
        }

        if (before is not null && DefinitionSource.Range(before, terminal) is { } range)
        {
            (before, after) = after is null ? range : throw new UnusableException($"'{before}' names both sides; leave {after} out");
        }

        if (definitions.RootOption(result) is not null && IsFolder(before) && IsFolder(after))
        {
            throw new UnusableException($"{before} and {after} name both sides; leave --definitions out");
        }

        bool IsFolder(string? name) => name is not null && DefinitionSource.IsFolder(name, terminal);
        Task<DefinitionSet> NamedAsync(string name) =>
            DefinitionSource.LoadAsync(name, definitions.RootOption(result), overlays, terminal, cancel);
        var old = await NamedAsync(before ?? DefinitionSource.Head).ConfigureAwait(false);
        return (old, after is null ? definitions.Load(result) : await NamedAsync(after).ConfigureAwait(false));
    }

    private static void WriteOtherTables(Terminal terminal, DefinitionModel before, DefinitionModel after, string name)
    {
        var others = before.Tables.Concat(after.Tables).Select(table => table.Name).Distinct()
            .Where(other => other != name && before.FindTable(other) != after.FindTable(other)).ToList();
        if (others.Count > 0)
        {
            terminal.Error.WriteLine($"note: other tables differ too, which --table shows: {string.Join(", ", others)}");
        }
    }

    private static void Write(Terminal terminal, Difference difference, string format, string before, string after)
    {
        if (format == FormatOption.Json)
        {
            JsonDocumentWriter.Write(terminal.Output, DiffJson.Render(difference, before, after));
            return;
        }

        terminal.Output.Write(format == FormatOption.Markdown ? DiffMarkdown.Render(difference) : DiffText.Render(difference, new Style(terminal.IsOutputColored)));
    }
}
