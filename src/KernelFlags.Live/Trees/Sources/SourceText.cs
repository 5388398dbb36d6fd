using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Trees.Sources;

/// <summary>A file of a kernel tree, as it is written.</summary>
public sealed class SourceText
{
    private readonly List<int> _starts = [0];

    /// <summary>A file whose text is at hand.</summary>
    /// <param name="path">Its path in the tree, with <c>/</c>.</param>
    /// <param name="text">The text.</param>
    public SourceText(string path, string text)
    {
        (Path, Text) = (path, text);
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            _starts.Add(at + 1);
        }
    }

    /// <summary>Its path in the tree: <c>include/linux/mm.h</c>.</summary>
    public string Path { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>How many lines it has; what follows the last line feed counts, though it be empty.</summary>
    public int LineCount => _starts.Count;

    /// <summary>Reads a file of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="path">The file's path in it.</param>
    /// <returns>The file; null where the tree has none of that path.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static SourceText? Read(string tree, string path) => TreeFile.Read(tree, path) is { } text ? new SourceText(path, text) : null;

    /// <summary>Where a line begins.</summary>
    /// <param name="number">The line, from 1.</param>
    /// <returns>The index of its first character.</returns>
    public int StartOf(int number) => _starts[number - 1];

    /// <summary>Where a line ends, before its line feed.</summary>
    /// <param name="number">The line, from 1.</param>
    /// <returns>The index behind its last character.</returns>
    public int EndOf(int number) => number < _starts.Count ? _starts[number] - 1 : Text.Length;

    /// <summary>A line without its line feed.</summary>
    /// <param name="number">The line, from 1.</param>
    /// <returns>The text.</returns>
    public string Line(int number) => Text[StartOf(number)..EndOf(number)];

    /// <summary>The line that a character stands in.</summary>
    /// <param name="index">The character's index.</param>
    /// <returns>The line, from 1.</returns>
    public int LineAt(int index)
    {
        var found = _starts.BinarySearch(index);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>A piece of the text.</summary>
    /// <param name="start">The index of its first character.</param>
    /// <param name="end">The index behind its last.</param>
    /// <returns>Where it stands.</returns>
    public SourcePlace Place(int start, int end)
    {
        var line = LineAt(start);
        return new SourcePlace(Path, line, start - StartOf(line) + 1, start, end);
    }
}

/// <summary>A piece of a tree's file.</summary>
/// <param name="Path">The file's path in the tree.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Column">The character of that line that it begins with, from 1.</param>
/// <param name="Start">The index of its first character in the file's text.</param>
/// <param name="End">The index behind its last.</param>
public sealed record SourcePlace(string Path, int Line, int Column, int Start, int End)
{
    /// <summary>The place as compilers tell it: <c>include/linux/mm.h:295</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Path}:{Line}";
}
