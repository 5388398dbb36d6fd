using System.CommandLine;
using System.CommandLine.Parsing;
using KernelFlags.Cli.Maps.Rows;

namespace KernelFlags.Cli.Commands;

/// <summary>The options of <c>kflags maps</c> that say which VMAs are shown, how, and in which order.</summary>
internal sealed class MapsChoiceOptions
{
    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "Only VMAs that have all of these words: part of a path, a mnemonic, four letters, an address, kind:anonymous, perm:read_only, flag:gu, why:offset, "
            + "'size>1m', 'rss<4k', guard, unknown; -WORD for those without it.",
        HelpName = "WORDS",
    };

    private readonly Option<string?> _sort = new("--sort")
    {
        Description = "By which column, the largest size first and texts by the alphabet; :asc or :desc may follow.",
        HelpName = "COLUMN",
    };

    private readonly Option<string?> _columns = new("--columns")
    {
        Description = $"What is shown behind the address, with commas between: {MapsColumn.Names}.",
        HelpName = "COLUMNS",
    };

    private readonly Option<int?> _top;

    private MapsChoiceOptions(Option<int?> top) => _top = top;

    /// <summary>Adds the options to the command.</summary>
    /// <param name="top">Says how many.</param>
    public static MapsChoiceOptions AddTo(Command command, Option<int?> top)
    {
        var options = new MapsChoiceOptions(top);
        command.Options.Add(options._filter);
        command.Options.Add(options._sort);
        command.Options.Add(options._columns);
        return options;
    }

    /// <summary>All of the options.</summary>
    public IReadOnlyList<Option> All => [_filter, _sort, _columns];

    /// <summary>Says how columns are chosen.</summary>
    public Option Columns => _columns;

    /// <summary>Whether rows are put in order, so that <c>--top</c> is about them.</summary>
    public bool IsSorted(CommandResult result) => result.GetValue(_sort) is not null;

    /// <summary>What is asked for.</summary>
    public MapsChoice Choice(ParseResult result)
    {
        var (filter, sort, columns) = (result.GetValue(_filter), result.GetValue(_sort), result.GetValue(_columns));
        return new(
            filter is null ? null : MapsFilter.Read(filter, out _),
            sort is null ? null : MapsOrder.Of(sort),
            columns is null ? null : MapsChoice.ColumnsOf(columns, out _),
            sort is null ? null : result.GetValue(_top));
    }

    /// <summary>Refuses what can't be read, and what does not go together.</summary>
    /// <param name="result">The command's result.</param>
    /// <param name="isLive">Whether a process is asked.</param>
    /// <param name="without">Options whose output has no rows that could be chosen.</param>
    /// <param name="sums">Options whose output has sums over VMAs, and no rows of them.</param>
    public void Validate(CommandResult result, bool isLive, IReadOnlyList<Option> without, IReadOnlyList<Option> sums)
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        if (All.FirstOrDefault(IsGiven) is not { } given)
        {
            return;
        }

        if (without.FirstOrDefault(IsGiven) is { } other)
        {
            result.AddError($"{given.Name} is about the rows of VMAs, and {other.Name} has none; leave one out");
        }
        else if (All.FirstOrDefault(option => option != _filter && IsGiven(option)) is { } shown && sums.FirstOrDefault(IsGiven) is { } sum)
        {
            result.AddError($"{shown.Name} is about the rows of VMAs, and {sum.Name} has only sums; leave one out");
        }

        if (result.GetValue(_filter) is { } words)
        {
            var filter = MapsFilter.Read(words, out var wrong);
            if (wrong is not null)
            {
                result.AddError($"--filter {wrong}");
            }
            else if (filter.NeedsGuards && !isLive)
            {
                result.AddError("--filter guard asks for what only a running process tells; a saved file does not");
            }
        }

        if (result.GetValue(_sort) is { } sort && MapsOrder.Of(sort) is null)
        {
            result.AddError($"--sort '{sort}': there is no such column; there are {MapsColumn.Names}");
        }

        if (result.GetValue(_columns) is { } columns)
        {
            MapsChoice.ColumnsOf(columns, out var none);
            if (none is not null)
            {
                result.AddError($"--columns '{none}': there is no such column; there are {MapsColumn.Names}");
            }
        }
    }
}
