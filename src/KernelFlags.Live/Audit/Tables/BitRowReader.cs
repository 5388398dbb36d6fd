using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Finds what may be a row of a table of bits: a value with names beside it.</summary>
internal static class BitRowReader
{
    /// <summary>A name may stand so many lines below its value, as behind the <c>case</c> of a switch.</summary>
    private const int MostLinesBelow = 2;

    /// <summary>What a line ends with that goes on in the next.</summary>
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal) { ":", "{", "(", ")", "=>", "->", "=", "," };

    /// <summary>The rows of a source, in order.</summary>
    /// <param name="source">The source.</param>
    public static IReadOnlyList<BitRow> Read(SourceText source) =>
        [.. Enumerable.Range(1, source.Lines.Count).SelectMany(line => OfLine(source, line))];

    private static IEnumerable<BitRow> OfLine(SourceText source, int line)
    {
        var cells = source.CellsOf(line).Where(cell => cell.Kind != CellKind.Sign).ToList();
        var values = cells.Index().Where(cell => cell.Item.Kind == CellKind.Value).Select(cell => cell.Index).ToList();
        for (var n = 0; n < values.Count; n++)
        {
            var start = n == 0 ? 0 : values[n - 1] + 1;
            var end = n + 1 == values.Count ? cells.Count : values[n + 1];
            var after = cells[(values[n] + 1)..end];
            yield return new BitRow(
                cells[values[n]].Value!, line, cells[start..values[n]], after.Count == 0 && n + 1 == values.Count ? NamesBelow(source, line) : after);
        }
    }

    /// <summary>The names in the next line that has any, where a line goes on there and no other value stands there.</summary>
    private static List<Cell> NamesBelow(SourceText source, int line)
    {
        if (source.CellsOf(line).Last() is not { Kind: CellKind.Sign } last || !Openers.Contains(last.Text))
        {
            return [];
        }

        var below = Enumerable.Range(line + 1, MostLinesBelow)
            .Select(next => source.CellsOf(next).Where(cell => cell.Kind != CellKind.Sign).ToList())
            .FirstOrDefault(cells => cells.Count > 0);
        return below is null || below.Exists(cell => cell.Kind == CellKind.Value) ? [] : below;
    }
}
