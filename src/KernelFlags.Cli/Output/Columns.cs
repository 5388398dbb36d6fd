using System.Text;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Output;

/// <summary>Rows of cells, printed so that the cells of a column stand below each other.</summary>
internal sealed class Columns
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Its cells, without colours; what must not be shown is an escape in them. Those of the last column may have any length.</param>
    public void Add(params string[] cells) => _rows.Add(Array.ConvertAll(cells, VisibleText.Of));

    /// <summary>The rows as text.</summary>
    /// <param name="indent">What each line starts with.</param>
    /// <param name="header">Turns the first row into a header; null where there is none.</param>
    /// <returns>The lines, each with its end.</returns>
    public string Render(string indent = "", Func<string, string>? header = null)
    {
        var text = new StringBuilder();
        var widths = Widths();
        foreach (var row in _rows)
        {
            var line = string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            text.Append(indent).Append(header is not null && row == _rows[0] ? header(line) : line).Append('\n');
        }

        return text.ToString();
    }

    private int[] Widths() =>
    [
        .. Enumerable.Range(0, _rows.Count == 0 ? 0 : _rows.Max(row => row.Length))
            .Select(column => _rows.Max(row => column < row.Length - 1 ? row[column].Length : 0)),
    ];
}
