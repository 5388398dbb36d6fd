namespace KernelFlags.Live.Audit.Sources;

/// <summary>A source as an audit reads it: its lines, and its cells without comments.</summary>
internal sealed class SourceText
{
    private static readonly string[] Subjects = ["vmflag", "vm_flag", "vmaflag", "vma_flag", "smaps"];

    private readonly ILookup<int, Cell> _byLine;

    public SourceText(string text)
    {
        Lines = text.Split('\n');
        Cells = BitExpressions.Fold(SourceLexer.Read(text));
        _byLine = Cells.ToLookup(cell => cell.Line);
        SpeaksOfFlags = Speaks(text);
    }

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Whether it names what the tables are about.</summary>
    public bool SpeaksOfFlags { get; }

    /// <summary>Whether a text names what the tables are about.</summary>
    public static bool Speaks(string text) => Array.Exists(Subjects, subject => text.Contains(subject, StringComparison.OrdinalIgnoreCase));

    /// <summary>The cells of a line.</summary>
    /// <param name="line">The line, from 1.</param>
    public IEnumerable<Cell> CellsOf(int line) => _byLine[line];

    /// <summary>Whether a block that holds one line ends before a later one.</summary>
    /// <param name="line">A line in the block, from 1.</param>
    /// <param name="later">The later one.</param>
    /// <returns>True where a line between them closes a bracket farther to the left.</returns>
    public bool IsBlockClosed(int line, int later)
    {
        var indentation = Math.Min(Indentation(line), Indentation(later));
        for (var between = line + 1; between < later; between++)
        {
            if (Lines[between - 1].TrimStart() is ['}' or ')' or ']', ..] && Indentation(between) < indentation)
            {
                return true;
            }
        }

        return false;
    }

    private int Indentation(int line) => Lines[line - 1].Length - Lines[line - 1].TrimStart().Length;
}
