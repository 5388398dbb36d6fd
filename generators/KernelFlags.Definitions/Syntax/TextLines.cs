using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Syntax;

/// <summary>A stretch of text.</summary>
/// <param name="Start">Its offset, in UTF-16 units.</param>
/// <param name="Length">Its length, in UTF-16 units.</param>
internal readonly record struct Span(int Start, int Length)
{
    public int End => Start + Length;

    public static Span Between(int start, int end) => new(start, Math.Max(0, end - start));
}

/// <summary>Turns offsets into lines and columns. Lines end with LF, CRLF or CR.</summary>
internal sealed class TextLines
{
    private readonly List<int> _starts = [0];

    public TextLines(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _starts.Add(i + 1);
            }
        }
    }

    /// <summary>The line and column of an offset, from 1.</summary>
    public (int Line, int Column) At(int offset)
    {
        var index = _starts.BinarySearch(offset);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - _starts[line] + 1);
    }

    /// <summary>Gives a problem its lines and columns.</summary>
    public Problem Locate(Span span, string path, string id, Severity severity, string message, string? suggestion)
    {
        var (line, column) = At(span.Start);
        var (endLine, endColumn) = At(span.End);
        return new Problem(path, line, column, endLine, endColumn, span.Start, span.Length, id, severity, message, suggestion);
    }
}
