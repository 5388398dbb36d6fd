using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>The mnemonics that <c>Documentation/filesystems/proc.rst</c> explains.</summary>
public sealed partial class ProcDocument
{
    /// <summary>The document.</summary>
    public const string Path = "Documentation/filesystems/proc.rst";

    private ProcDocument(SourceText source, int top, int bottom)
    {
        (Source, Top, Bottom) = (source, top, bottom);
        var border = Border().Match(source.Line(top));
        Rows = [.. Enumerable.Range(top + 1, bottom - top - 1).Select(n => RowOf(source, n)).Where(r => r?.Indent == border.Groups["indent"].Value).Select(r => r!)];
    }

    /// <summary>The document.</summary>
    public SourceText Source { get; }

    /// <summary>The line, from 1, of the border above the table.</summary>
    public int Top { get; }

    /// <summary>The line, from 1, of the border below it.</summary>
    public int Bottom { get; }

    /// <summary>The rows, in the table's order.</summary>
    public IReadOnlyList<DocumentRow> Rows { get; }

    /// <summary>Finds the table in a document: the first one behind where it speaks of VmFlags as a field.</summary>
    /// <param name="source">The document.</param>
    /// <returns>The table; null where there is none.</returns>
    public static ProcDocument? Parse(SourceText source)
    {
        var introduction = Introduction().Match(source.Text);
        if (!introduction.Success)
        {
            return null;
        }

        var from = source.LineAt(introduction.Index);
        var borders = Enumerable.Range(from, source.LineCount - from + 1).Where(n => Border().IsMatch(source.Line(n))).Take(2).ToList();
        return borders is [var top, var bottom] ? new ProcDocument(source, top, bottom) : null;
    }

    /// <summary>Reads the table of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>The table; null where the tree has none.</returns>
    /// <exception cref="HeaderException">The document can't be read, or is no file of the tree.</exception>
    public static ProcDocument? Read(string tree) => SourceText.Read(tree, Path) is { } source ? Parse(source) : null;

    private static DocumentRow? RowOf(SourceText source, int number)
    {
        var match = Row().Match(source.Line(number));
        var start = source.StartOf(number);
        return match.Success
            ? new DocumentRow(
                match.Groups["code"].Value,
                match.Groups["text"].Value,
                match.Groups["indent"].Value,
                number,
                new Span(start + match.Groups["code"].Index, start + match.Groups["code"].Index + match.Groups["code"].Length))
            : null;
    }

    [GeneratedRegex(@"^""VmFlags""\s+field\b", RegexOptions.Multiline)]
    private static partial Regex Introduction();

    [GeneratedRegex(@"^(?<indent>[ \t]*)==+(?<gap>[ \t]+)==+[ \t]*$")]
    private static partial Regex Border();

    [GeneratedRegex(@"^(?<indent>[ \t]*)(?<code>\S+)[ \t]+(?<text>.*?)[ \t]*$")]
    private static partial Regex Row();
}

/// <summary>A row of the document: <c>rd    readable</c>.</summary>
/// <param name="Mnemonic">The letters.</param>
/// <param name="Text">What it says of them.</param>
/// <param name="Indent">The blanks before them.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Span">Where the letters stand.</param>
public sealed record DocumentRow(string Mnemonic, string Text, string Indent, int Line, Span Span);
