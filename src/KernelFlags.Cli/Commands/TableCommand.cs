using System.CommandLine;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags table</c>: the table as one kernel has it.</summary>
internal static class TableCommand
{
    private const string MarkdownTarget = "markdown";

    public static Command Create()
    {
        var command = new Command("table", "Print the table as one kernel has it: flags, masks, mnemonics and trace names.");
        var definitions = DefinitionOptions.AddTo(command);
        var kernel = KernelOptions.AddTo(command);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json, FormatOption.Markdown);
        command.SetAction(result =>
        {
            var loaded = definitions.Load(result);
            var table = TableResolver.Resolve(definitions.Table(result, loaded), kernel.Select(result, loaded.Model));
            var terminal = Terminal.Of(result);
            terminal.Output.Write(result.GetValue(format) switch
            {
                FormatOption.Json => TableJson.Render(table),
                FormatOption.Markdown => string.Concat(Targets.Find(MarkdownTarget)!.Render(table).Select(file => file.Text)),
                _ => TableText.Render(table, new Style(terminal.IsOutputColored)),
            });
            return ExitCode.Done;
        });
        return command;
    }
}
