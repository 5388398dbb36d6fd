using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Reads lists in which the place of a name is its bit: arrays by bit, enumerations, constants that <c>iota</c> counts.</summary>
internal sealed class ListReader
{
    private const int FewestItems = 3;

    /// <summary>A type, <c>= 1 &lt;&lt; iota</c>, and what closes it.</summary>
    private const int MostCellsOfACount = 8;

    /// <summary>Words that stand for nothing.</summary>
    private static readonly HashSet<string> Holes = new(StringComparer.Ordinal) { "NULL", "None", "nil", "null", "nullptr", "_", "undefined", "0", "", "??" };

    private readonly IReadOnlyList<Cell> _cells;
    private readonly List<BitRow> _rows = [];
    private int _at;
    private ulong _place;

    /// <summary>Whether lines part the items, as in a block that iota counts.</summary>
    private bool _isCounted;

    private ListReader(IReadOnlyList<Cell> cells, int at) => (_cells, _at) = (cells, at);

    /// <summary>The lists of a source, each item with its place.</summary>
    /// <param name="source">The source.</param>
    public static IEnumerable<IReadOnlyList<BitRow>> Read(SourceText source)
    {
        var cells = source.Cells;
        for (var at = 0; at < cells.Count; at++)
        {
            if (cells[at].Kind == CellKind.Sign && cells[at].Text is "{" or "[" or "(")
            {
                var reader = new ListReader(cells, at + 1);
                while (reader.TryItem())
                {
                }

                if (reader._rows.Count >= FewestItems)
                {
                    yield return reader._rows;
                }
            }
        }
    }

    /// <summary>Reads an item and what parts it from the next.</summary>
    /// <returns>False where the list ends, or is none.</returns>
    private bool TryItem()
    {
        if (Is("[") && Ahead(1)?.Value is { } index && Ahead(2)?.IsSign("]") == true)
        {
            _place = index.Number;
            _at += 3;
            _at += Is("=") || Is("=>") ? 1 : 0;
        }

        if (Ahead(0) is not { } item || !(item.Kind is CellKind.Word or CellKind.Text || item.Value is { Number: 0, IsShift: false }))
        {
            return false;
        }

        _at++;
        Assign(item);
        if (_place <= CellValue.MaxBit && !Holes.Contains(item.Text))
        {
            _rows.Add(new BitRow(new CellValue(_place, IsShift: true), item.Line, [item], []));
        }

        _place++;
        if (!Is(","))
        {
            return _isCounted && Ahead(0)?.Line > item.Line;
        }

        _at++;
        return true;
    }

    /// <summary>Reads what an item is given: a number, from which the next count on, or what iota counts.</summary>
    private void Assign(Cell item)
    {
        var rest = _cells.Skip(_at).Take(MostCellsOfACount).TakeWhile(cell => cell.Line == item.Line).ToList();
        if (rest.Exists(cell => cell.Kind == CellKind.Word && cell.Text == BitExpressions.Iota))
        {
            _isCounted = true;
            _at += rest.Count;
        }
        else if (Is("=") && Ahead(1)?.Value is { IsShift: false } value)
        {
            _place = value.Number;
            _at += 2;
        }
    }

    private Cell? Ahead(int count) => _at + count < _cells.Count ? _cells[_at + count] : null;

    private bool Is(string sign) => Ahead(0)?.IsSign(sign) == true;
}
