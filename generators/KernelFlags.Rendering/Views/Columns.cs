namespace KernelFlags.Rendering.Views;

/// <summary>Text in columns and within a line's width.</summary>
internal static class Columns
{
    private const int LineWidth = 100;

    /// <summary>The width that a column needs.</summary>
    /// <returns>The length of the longest; 0 for none.</returns>
    public static int Width(IEnumerable<string> texts) => texts.Select(text => text.Length).DefaultIfEmpty(0).Max();

    /// <summary>Joins parts; where a line would get too long, it goes on in the next.</summary>
    /// <param name="start">What stands in front on the first line.</param>
    /// <param name="separator">What stands between two of them.</param>
    /// <param name="lineBreak">What ends a line and begins the next: <c> \</c>, a line feed and a tab.</param>
    /// <param name="end">What follows the last.</param>
    /// <returns>The text.</returns>
    public static string Wrap(string start, IReadOnlyList<string> parts, string separator, string lineBreak, string end)
    {
        var lines = new List<string>();
        var line = start;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i] + (i + 1 < parts.Count ? separator : end);
            if (line.Length + part.TrimEnd().Length > LineWidth && i > 0)
            {
                lines.Add(line.TrimEnd());
                line = string.Empty;
            }

            line += part;
        }

        lines.Add(line);
        return string.Join(lineBreak, lines);
    }

    /// <summary>Short texts, eight in a line.</summary>
    /// <returns>The lines.</returns>
    public static IEnumerable<string> Rows(IEnumerable<string> texts) => texts
        .Select((text, i) => (Text: text, Row: i / 8))
        .GroupBy(text => text.Row, text => text.Text)
        .Select(row => string.Join(" ", row));
}
