namespace KernelFlags.Live.Audit.Sources;

/// <summary>Makes one value of what several cells say of a bit: <c>1 &lt;&lt; 4</c>, <c>(1UL &lt;&lt; 4)</c>, <c>2 ** 4</c>, <c>BIT(4)</c>.</summary>
internal static class BitExpressions
{
    /// <summary>What the rows of a constant block of Go count.</summary>
    public const string Iota = "iota";

    /// <summary>Folds the expressions among some cells.</summary>
    /// <param name="cells">The cells of a source, in order.</param>
    public static List<Cell> Fold(IReadOnlyList<Cell> cells)
    {
        var constants = Constants(cells);
        var folded = new List<Cell>(cells.Count);
        for (var i = 0; i < cells.Count; i++)
        {
            if (Shift(cells, i, constants) is { } shift)
            {
                folded.Add(Merged(cells, i, shift.Length, shift.Bit));
                i += shift.Length - 1;
            }
            else
            {
                folded.Add(cells[i]);
            }
        }

        return folded;
    }

    /// <summary>The names that are given one number: a bit may be said by its name.</summary>
    private static Dictionary<string, ulong> Constants(IReadOnlyList<Cell> cells) => cells.Index()
        .Where(cell => cell.Item.Kind == CellKind.Word)
        .Select(cell => (Name: cell.Item.Text, Number: NumberAt(cells, cell.Index + (IsSign(cells, cell.Index + 1, "=") ? 2 : 1), cell.Item.Line)))
        .Where(constant => constant.Number is not null)
        .GroupBy(constant => constant.Name, constant => constant.Number!.Value)
        .Where(numbers => numbers.Distinct().Count() == 1)
        .ToDictionary(numbers => numbers.Key, numbers => numbers.First(), StringComparer.Ordinal);

    /// <summary>A number that is the whole of what is said.</summary>
    private static ulong? NumberAt(IReadOnlyList<Cell> cells, int at, int line) =>
        IsPlain(cells, at) && cells[at].Line == line && !IsSign(cells, at + 1, "<<") && !IsSign(cells, at + 1, "**") ? cells[at].Value!.Number : null;

    /// <summary>An expression that starts at a cell: how many cells it has, and which bit it is; null for none.</summary>
    private static (int Length, ulong Bit)? Shift(IReadOnlyList<Cell> cells, int at, Dictionary<string, ulong> constants)
    {
        if (cells[at] is { Kind: CellKind.Word } word)
        {
            return IsBitMacro(word.Text) && IsSign(cells, at + 1, "(") && BitAt(cells, at + 2, constants) is { } named && IsSign(cells, at + 3, ")") ? (4, named) : null;
        }

        if (cells[at].Value is not { IsShift: false } first)
        {
            return null;
        }

        var next = at + 1;
        next += IsWord(cells, next, "as") && cells.Count > next + 1 && cells[next + 1].Kind == CellKind.Word ? 2 : 0;
        next += IsSign(cells, next, ")") ? 1 : 0;
        var isShift = (first.Number == 1 && IsSign(cells, next, "<<")) || (first.Number == 2 && IsSign(cells, next, "**"));
        var isOpen = isShift && IsSign(cells, next + 1, "(");
        next += isOpen ? 2 : 1;
        return isShift && BitAt(cells, next, constants) is { } bit ? (next - at + (isOpen && IsSign(cells, next + 1, ")") ? 2 : 1), bit) : null;
    }

    private static ulong? BitAt(IReadOnlyList<Cell> cells, int at, Dictionary<string, ulong> constants) =>
        IsPlain(cells, at) ? cells[at].Value!.Number
        : at < cells.Count && cells[at].Kind == CellKind.Word && constants.TryGetValue(cells[at].Text, out var number) ? number
        : null;

    private static Cell Merged(IReadOnlyList<Cell> cells, int at, int length, ulong bit) => new(
        CellKind.Value, cells[at].Text, cells[at].Line, cells[at].Column, new CellValue(bit, IsShift: true))
    {
        EndColumn = cells[at + length - 1].Line == cells[at].Line ? cells[at + length - 1].EndColumn : cells[at].EndColumn,
    };

    private static bool IsBitMacro(string name) => name.TrimStart('_').ToUpperInvariant() is "BIT" or "BITUL" or "BITULL" or "BIT_ULL" or "BIT_UL" or "BIT64" or "BIT_64" or "BIT32";

    private static bool IsSign(IReadOnlyList<Cell> cells, int at, string sign) => at < cells.Count && cells[at].IsSign(sign);

    private static bool IsWord(IReadOnlyList<Cell> cells, int at, string word) => at < cells.Count && cells[at].Kind == CellKind.Word && cells[at].Text == word;

    private static bool IsPlain(IReadOnlyList<Cell> cells, int at) => at < cells.Count && cells[at].Value is { IsShift: false };
}
