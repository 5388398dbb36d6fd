using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Decode;

/// <summary>Words of a system call as they were written, read for one kernel.</summary>
/// <param name="Text">The text.</param>
/// <param name="Value">The number; null where nothing of the text is known.</param>
/// <param name="Named">The words that were written by name, and known; each once.</param>
/// <param name="Unknown">The words that the kernel does not know, in order; each once.</param>
internal sealed record WordText(string Text, FlagBits? Value, IReadOnlyList<ResolvedFlag> Named, IReadOnlyList<string> Unknown)
{
    private const int LongestShown = 100;

    private static readonly char[] Separators = ['|', ',', ' '];

    /// <summary>Where a number and its names don't agree.</summary>
    public IReadOnlyList<string> Differences { get; private init; } = [];

    /// <summary>What stands around the words, and was not read.</summary>
    public IReadOnlyList<string> Around { get; private init; } = [];

    /// <summary>What to know of the words, each one sentence.</summary>
    public IReadOnlyList<string> Cautions { get; private init; } = [];

    /// <summary>Why nothing was read, and what to write instead; null where something was.</summary>
    public string? Refusal { get; private init; }

    /// <summary>
    /// Reads a text: numbers and names, with or without prefix, joined by <c>|</c>, alone or within a line, such as one of strace. Where there are
    /// words of the table, only they and what is joined to them is read.
    /// </summary>
    /// <param name="table">The kernel's table.</param>
    /// <returns>What it says.</returns>
    public static WordText Read(string text, ResolvedTable table)
    {
        var line = PastedForms.WhiteSpace.Replace(text, " ").Trim(' ');
        var groups = WordGroup.AllOf(line, table);
        var isList = IsList(line, groups);
        var told = groups.Where(group => IsOfTable(group, isList)).ToList();
        if (told.Count == 0)
        {
            told = [.. groups.Where(group => group.HasNumber)];
            if (told.Count > 1)
            {
                return new(text, null, [], []) { Refusal = Refused(line, table) };
            }
        }

        if (told.Count == 0)
        {
            return new(text, null, [], [.. line.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Distinct()]);
        }

        // Among words without anything else one that nobody knows is told as such; in a line it is what stands around.
        var read = isList ? [.. groups.Where(group => !group.HasNumber || told.Contains(group))] : told;
        var terms = read.SelectMany(group => group.Terms).ToList();
        var all = terms.SelectMany(term => term.Names.Prepend(term)).ToList();
        return new(
            text,
            WordGroup.Together(terms),
            [.. all.Select(term => term.Word).OfType<ResolvedFlag>().Distinct()],
            [.. all.Where(term => term.Value is null && !term.IsNoName).Select(term => term.Text).Distinct()])
        {
            Differences = [.. terms.Select(term => Difference(term, table)).OfType<string>()],
            Around = AroundOf(line, read),
            Cautions = [.. Places(told, isList), .. OneAtATime.Of(terms, table)],
        };
    }

    /// <summary>A number in the words of a kernel, joined by <c>|</c>; what has no name is a number.</summary>
    /// <param name="table">The kernel's table.</param>
    /// <returns>The words; null where it holds none.</returns>
    public static string? Written(ResolvedTable table, FlagBits value)
    {
        var read = ReadWords.Of(table, value);
        IEnumerable<string> rest = read.Unknown.IsEmpty ? [] : [read.Unknown.ToString()];
        return read.Words.IsEmpty ? null : string.Join('|', read.Words.Select(word => word.CName).Concat(rest));
    }

    /// <summary>Whether a text is nothing but words and numbers.</summary>
    private static bool IsList(string line, IReadOnlyList<WordGroup> groups)
    {
        var end = 0;
        foreach (var group in groups)
        {
            if (line.AsSpan(end, group.Start - end).ContainsAnyExcept(Separators))
            {
                return false;
            }

            end = group.End;
        }

        return !line.AsSpan(end).ContainsAnyExcept(Separators);
    }

    /// <summary>A word without the prefix of its table may be any other where it stands alone in a line.</summary>
    private static bool IsOfTable(WordGroup group, bool isList) =>
        group.Terms.Any(term => term.IsMarked || term.Names.Count > 0 || (term.Word is not null && (isList || group.Terms.Count > 1)));

    /// <summary>A word that nobody knows may stand for any bit.</summary>
    private static string? Difference(WordTerm term, ResolvedTable table)
    {
        if (term.Value is not { } number || WordGroup.Together(term.Names) is not { } named)
        {
            return null;
        }

        var agrees = term.Names.Any(name => name.Value is null) ? (named & ~number).IsEmpty : named == number;
        return agrees ? null : $"{number} is {Written(table, number) ?? "no word"}, and {string.Join('|', term.Names.Select(name => name.Text))} is {named}";
    }

    private static IReadOnlyList<string> AroundOf(string line, IReadOnlyList<WordGroup> read)
    {
        var ends = read.Select(group => group.End).Prepend(0);
        var starts = read.Select(group => group.Start).Append(line.Length);
        return [.. ends.Zip(starts, (end, start) => line[end..start].Trim(Separators)).Where(around => around.Any(c => !char.IsAscii(c) || char.IsAsciiLetterOrDigit(c)))];
    }

    private static IEnumerable<string> Places(List<WordGroup> told, bool isList) => !isList && told.DistinctBy(group => group.Value).Count() > 1
        ? [$"words of the table stand in {told.Count} places of the line, and are taken together"]
        : [];

    private static string Refused(string line, ResolvedTable table)
    {
        var shown = VisibleText.Of(line.Length <= LongestShown ? line : line[..LongestShown] + "…");
        return $"{shown}: which of the numbers is of table {table.Name} can't be told; paste that number alone, or its words ({table.Prefix}…)";
    }
}
