namespace KernelFlags.Definitions;

/// <summary>Reads the text of a definition file into nodes, and knows nothing of what they mean.</summary>
public static class DefinitionParser
{
    /// <summary>The largest file that is read, in bytes of UTF-8.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The deepest nesting of lists and mappings.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads a file. It never throws: what can't be read is a problem.</summary>
    /// <param name="file">The file.</param>
    /// <returns>What it says, and what is wrong with it.</returns>
    public static ParseResult Parse(DefinitionFile file) => Parse(file.Path, file.RelativePath, file.Text);

    /// <summary>Reads a file. It never throws: what can't be read is a problem.</summary>
    /// <param name="path">The file's path, for problems.</param>
    /// <param name="relativePath">Its path from the root of the definitions: <c>vma/access.yaml</c>.</param>
    /// <param name="text">The file's text.</param>
    /// <returns>What it says, and what is wrong with it.</returns>
    public static ParseResult Parse(string path, string relativePath, string text)
    {
        var read = NodeReader.Read(text);
        var file = new ParsedFile(path, relativePath.Replace('\\', '/'), read.Root, read.IsComplete);
        if (read.Problems.Count == 0)
        {
            return new ParseResult(file, default);
        }

        var lines = new TextLines(text);
        var problems = read.Problems
            .OrderBy(p => p.Span.Start)
            .Select(p => p.Located(path, lines));
        return new ParseResult(file, problems.ToEquatableArray());
    }
}
