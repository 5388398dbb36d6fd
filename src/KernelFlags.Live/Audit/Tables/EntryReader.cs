using System.Text.RegularExpressions;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Finds what may be a row of a table of mnemonics: two letters where a key or an item stands.</summary>
internal static partial class EntryReader
{
    /// <summary>A row goes on in so many lines.</summary>
    private const int MostLinesBehind = 2;

    private const int LongestProse = 400;

    /// <summary>The rows of each form that a source may have them in.</summary>
    public static IEnumerable<IReadOnlyList<TableEntry>> Read(SourceText source)
    {
        yield return OfCells(source, cell => cell.Kind == CellKind.Text && IsSmall(cell.Text));
        var keys = Keys(source.Cells);
        yield return OfCells(source, keys.Contains);
        yield return OfCells(source, cell => cell.Kind == CellKind.Text && IsCapital(cell.Text));
        var constants = Constants(source);
        yield return OfCells(source, constants.Contains);
        yield return [.. Prose(source, isCapital: false)];
        yield return [.. Prose(source, isCapital: true)];
    }

    private static bool IsSmall(string text) => text.Length == 2 && text.All(char.IsAsciiLetterLower);

    private static bool IsCapital(string text) => text.Length == 2 && text.All(char.IsAsciiLetterUpper);

    /// <summary>Names before a colon or an equals sign: keys without quotes.</summary>
    private static HashSet<Cell> Keys(IReadOnlyList<Cell> cells) =>
    [
        .. cells.Index()
            .Where(cell => cell.Item.Kind == CellKind.Word && IsSmall(cell.Item.Text) && IsAssigned(cells, cell.Index + 1))
            .Select(cell => cell.Item),
    ];

    private static bool IsAssigned(IReadOnlyList<Cell> cells, int at) =>
        at + 1 < cells.Count && (cells[at].IsSign("=>") || ((cells[at].IsSign(":") || cells[at].IsSign("=")) && !cells[at + 1].IsSign("=")));

    /// <summary>Names in capitals that a value is given to, or an argument.</summary>
    private static HashSet<Cell> Constants(SourceText source) =>
    [
        .. source.Cells.Index().Where(cell => cell.Item.Kind == CellKind.Word && IsCapital(cell.Item.Text)
            && ((cell.Index + 1 < source.Cells.Count && source.Cells[cell.Index + 1].IsSign("("))
                || source.CellsOf(cell.Item.Line).Any(other => other.Kind == CellKind.Value || (other.Kind == CellKind.Word && other.Text == BitExpressions.Iota))))
            .Select(cell => cell.Item),
    ];

    private static List<TableEntry> OfCells(SourceText source, Func<Cell, bool> isEntry)
    {
        var cells = source.Cells;
        var places = cells.Index().Where(cell => isEntry(cell.Item)).Select(cell => cell.Index).ToList();
        return [.. places.Select((place, n) =>
        {
            var cell = cells[place];
            var previous = n == 0 ? -1 : places[n - 1];
            var next = n + 1 == places.Count ? cells.Count : places[n + 1];
            return new TableEntry(cell.Text.ToLowerInvariant(), cell.Line, cell.Column, $"{Shape(cells, place - 1)} {Shape(cells, place + 1)}")
            {
                Before = [.. Backwards(cells, place, previous).TakeWhile(other => other.Line == cell.Line).Reverse()],
                After = [.. cells.Skip(place + 1).Take(next - place - 1).TakeWhile(other => other.Line <= cell.Line + MostLinesBehind)],
            };
        })];
    }

    private static IEnumerable<Cell> Backwards(IReadOnlyList<Cell> cells, int from, int to)
    {
        for (var at = from - 1; at > to; at--)
        {
            yield return cells[at];
        }
    }

    private static string Shape(IReadOnlyList<Cell> cells, int at) =>
        at < 0 || at >= cells.Count ? "" : cells[at].Kind == CellKind.Sign ? cells[at].Text : cells[at].Kind.ToString();

    /// <summary>Lines of prose that start with two letters, as in a list or a comment.</summary>
    private static IEnumerable<TableEntry> Prose(SourceText source, bool isCapital) =>
        from line in source.Lines.Index()
        where line.Item.Length <= LongestProse
        let match = ProseRow().Match(line.Item)
        where match.Success && (isCapital ? IsCapital(match.Groups[1].Value) : IsSmall(match.Groups[1].Value))
        select new TableEntry(match.Groups[1].Value.ToLowerInvariant(), line.Index + 1, match.Groups[1].Index + 1, "")
        {
            After = [new Cell(CellKind.Text, match.Groups[2].Value, line.Index + 1, match.Groups[2].Index + 1)],
        };

    /// <summary>Signs of a list or a comment, the two letters, what parts them from their meaning, and its beginning.</summary>
    [GeneratedRegex(@"^(?:[^""'\n]*?(?://[/!]?|/\*+|#))?[\s*>|•+.;~-]*`?([A-Za-z]{2})`?(?:\s*[|:=–—-]+>?\s*|\s{2,}|\t+)(\S.*)", RegexOptions.CultureInvariant)]
    private static partial Regex ProseRow();
}
