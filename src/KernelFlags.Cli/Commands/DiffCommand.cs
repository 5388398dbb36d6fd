using System.CommandLine;
using KernelFlags.Cli.Diff;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags diff</c>: what a change of definitions means.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("OLD") { Description = "A folder of definitions, a checkout, or a git revision." };
        var after = new Argument<string>("NEW") { Description = "The same, changed." };
        var exitZero = new Option<bool>("--exit-zero") { Description = "End with 0 also when they differ." };
        var command = new Command("diff", "Say what a change of definitions means: bits and names, and which VMAs now merge.") { before, after, exitZero };
        var definitions = DefinitionOptions.AddTo(command);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Markdown, FormatOption.Json);
        command.SetAction(async (result, cancel) =>
        {
            var terminal = Terminal.Of(result);
            var root = definitions.RootOption(result);
            var (oldName, newName) = (result.GetValue(before)!, result.GetValue(after)!);
            var old = await DefinitionSource.LoadAsync(oldName, root, terminal, cancel).ConfigureAwait(false);
            var now = await DefinitionSource.LoadAsync(newName, root, terminal, cancel).ConfigureAwait(false);
            var name = definitions.TableName(result);
            var table = old.Model.FindTable(name) ?? now.Table(name);
            WriteOtherTables(terminal, old.Model, now.Model, table.Name);
            var difference = TableComparison.Compare(old.Model, now.Model, table.Name);
            Write(terminal, difference, result.GetValue(format)!, oldName, newName);
            return difference.IsEmpty || result.GetValue(exitZero) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
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
