using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Texts;

/// <summary>Changes of a text by its lines.</summary>
internal static class LineEdit
{
    private const int TabWidth = 8;

    /// <summary>The text with lines put in behind one.</summary>
    /// <param name="line">The line, from 1; 0 for the beginning.</param>
    public static string InsertAfter(SourceText source, int line, IEnumerable<string> lines)
    {
        var at = line == 0 ? 0 : source.EndOf(line);
        var text = string.Join('\n', lines);
        return line == 0 ? text + "\n" + source.Text : source.Text[..at] + "\n" + text + source.Text[at..];
    }

    /// <summary>The text with another piece in place of one.</summary>
    public static string Replace(SourceText source, Span span, string text) => source.Text[..span.Start] + text + source.Text[span.End..];

    /// <summary>The text without some lines.</summary>
    public static string Remove(SourceText source, IReadOnlySet<int> lines)
    {
        var kept = Enumerable.Range(1, source.LineCount).Where(n => !lines.Contains(n)).Select(source.Line);
        return string.Join('\n', kept);
    }

    /// <summary>The column, from 0, that follows a text, where a tab goes to the next multiple of eight.</summary>
    public static int WidthOf(ReadOnlySpan<char> text)
    {
        var column = 0;
        foreach (var c in text)
        {
            column = c == '\t' ? (column / TabWidth * TabWidth) + TabWidth : column + 1;
        }

        return column;
    }

    /// <summary>The text with tabs up to a column; with one blank where it reaches that far.</summary>
    public static string PadTo(string text, int column)
    {
        var width = WidthOf(text);
        return width >= column ? text + " " : text + new string('\t', ((column - width - 1) / TabWidth) + 1);
    }

    /// <summary>The text with tabs up to a column, or up to the next stop where it reaches further.</summary>
    public static string TabTo(string text, int column) => WidthOf(text) >= column ? text + "\t" : PadTo(text, column);

    /// <summary>Tabs and blanks that lead to a column.</summary>
    public static string Indent(int column) => new string('\t', column / TabWidth) + new string(' ', column % TabWidth);
}
