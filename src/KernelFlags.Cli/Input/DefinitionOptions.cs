using System.CommandLine;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Input;

/// <summary>
/// The options by which every command finds its definitions: <c>--definitions</c>, <c>--overlay</c>, and <c>--table</c> where it works on one.
/// </summary>
internal sealed class DefinitionOptions
{
    private const string DefaultTable = "vma";

    private readonly Option<string?> _definitions = new("--definitions")
    {
        Description = "The root folder of the definitions, which holds a folder for each table. Without it: those of the checkout, or beside the tool, or inside it.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _overlays = new("--overlay")
    {
        Description = "A folder that holds only what is new or changed, and lies over the definitions: what has a name takes the place of what is below it under that name. May be repeated; the last lies on top.",
        HelpName = "DIR",
    };

    private readonly Option<string> _table = new("--table")
    {
        Description = "The table.",
        HelpName = "NAME",
        DefaultValueFactory = _ => DefaultTable,
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="withTable">Whether it works on one table.</param>
    /// <returns>These options.</returns>
    public static DefinitionOptions AddTo(Command command, bool withTable = true)
    {
        var options = new DefinitionOptions();
        command.Options.Add(options._definitions);
        command.Options.Add(options._overlays);
        if (withTable)
        {
            command.Options.Add(options._table);
        }

        return options;
    }

    /// <summary>The folder that the user named.</summary>
    /// <returns>The path as it was written; null when none was.</returns>
    public string? RootOption(ParseResult result) => result.GetValue(_definitions);

    /// <summary>Whether the user named definitions, or something that lies over them.</summary>
    /// <returns>True when so.</returns>
    public bool IsGiven(ParseResult result) => RootOption(result) is not null || result.GetValue(_overlays) is { Length: > 0 };

    /// <summary>What the user said about definitions, to be said again in another call.</summary>
    /// <returns>The words, each after a blank; empty when nothing was said.</returns>
    public string Given(ParseResult result) => string.Concat(
    [
        RootOption(result) is { } root ? $" {_definitions.Name} {ShellWord.Of(root)}" : "",
        .. (result.GetValue(_overlays) ?? []).Select(overlay => $" {_overlays.Name} {ShellWord.Of(overlay)}"),
    ]);

    /// <summary>The folders that lie over the definitions, the lowest first.</summary>
    public IReadOnlyList<DefinitionRoot> Overlays(ParseResult result) =>
        [.. (result.GetValue(_overlays) ?? []).Select(path => DefinitionRoot.Named(path, Terminal.Of(result)))];

    /// <summary>The root of the definitions.</summary>
    public DefinitionRoot Root(ParseResult result)
    {
        var terminal = Terminal.Of(result);
        return result.GetValue(_definitions) is { } path ? DefinitionRoot.Named(path, terminal) : DefinitionRoot.Found(terminal);
    }

    /// <summary>The definitions, which have no error.</summary>
    /// <exception cref="UnusableException">They have errors, which its lines name.</exception>
    public DefinitionSet Load(ParseResult result) => Read(result).WithoutErrors();

    /// <summary>The definitions, with errors or without.</summary>
    public DefinitionSet Read(ParseResult result) => DefinitionSet.Load(Root(result), Overlays(result));

    /// <summary>The name of the table.</summary>
    public string TableName(ParseResult result) => result.GetValue(_table) ?? DefaultTable;

    /// <summary>The table that the command works on.</summary>
    public FlagTable Table(ParseResult result, DefinitionSet definitions) => definitions.Table(TableName(result));
}
