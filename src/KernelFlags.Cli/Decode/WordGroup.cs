using System.Text.RegularExpressions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Decode;

/// <summary>Words and numbers of a line that are joined by <c>|</c>; where nothing is joined, one of them.</summary>
/// <param name="Start">Where it begins in the line.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Terms">Its parts, in order; at least one.</param>
internal sealed partial record WordGroup(int Start, int End, IReadOnlyList<WordTerm> Terms)
{
    private const string W = "[0-9A-Za-z_]";

    /// <summary>A word or a number, shifted or not; a time or a fraction is none of both.</summary>
    private const string Term = "(?:[0-9]+(?:[.:][0-9]+)+|-[0-9]+|[0-9]" + W + "* ?<< ?" + W + "+|" + W + @"+\?*)";

    public bool HasNumber => Terms.Any(term => term.IsNumber);

    /// <summary>What its parts are together; null where none of them is known.</summary>
    public FlagBits? Value => Together(Terms);

    [GeneratedRegex("(?<![0-9A-Za-z_/])(?<![0-9][.])" + Term)]
    private static partial Regex First { get; }

    [GeneratedRegex(@"\G\)* ?\|+ ?\(*(" + Term + ")")]
    private static partial Regex Joined { get; }

    [GeneratedRegex(@"\G ?:? ?(?:/\*|[(\[]|<(?!<)) ?(" + Term + ")")]
    private static partial Regex Opening { get; }

    [GeneratedRegex(@"\G ?(?:\*/|[)\]>])")]
    private static partial Regex Closing { get; }

    /// <summary>What a line holds.</summary>
    /// <param name="line">The line, each white space in it one blank.</param>
    /// <param name="table">The kernel's table.</param>
    /// <returns>Every word and number of it, in order.</returns>
    public static IReadOnlyList<WordGroup> AllOf(string line, ResolvedTable table)
    {
        var groups = new List<WordGroup>();
        for (var first = First.Match(line); first.Success; first = First.Match(line, groups[^1].End))
        {
            var end = first.Index + first.Length;
            var terms = new List<WordTerm> { Annotated(first.Value, line, table, ref end) };
            while (Joined.Match(line, end) is { Success: true } next)
            {
                end += next.Length;
                terms.Add(Annotated(next.Groups[1].Value, line, table, ref end));
            }

            groups.Add(new(first.Index, end, terms));
        }

        return groups;
    }

    /// <summary>What parts are together.</summary>
    /// <returns>The number; null where none of them is known.</returns>
    public static FlagBits? Together(IEnumerable<WordTerm> terms) =>
        terms.Select(term => term.Value).Where(value => value is not null).Aggregate(default(FlagBits?), (all, value) => (all ?? default) | value);

    /// <summary>A part with the names of its number, where some stand behind it.</summary>
    private static WordTerm Annotated(string text, string line, ResolvedTable table, ref int end)
    {
        var term = WordTerm.Read(text, table);
        if (!term.IsNumber || Opening.Match(line, end) is not { Success: true } opening)
        {
            return term;
        }

        var names = new List<WordTerm> { WordTerm.Read(opening.Groups[1].Value, table) };
        var namesEnd = opening.Index + opening.Length;
        while (Joined.Match(line, namesEnd) is { Success: true } next)
        {
            names.Add(WordTerm.Read(next.Groups[1].Value, table));
            namesEnd += next.Length;
        }

        if (Closing.Match(line, namesEnd) is not { Success: true } closing || !names.Exists(name => name.IsMarked || name.Word is not null))
        {
            return term;
        }

        end = closing.Index + closing.Length;
        return term with { Names = names };
    }
}
