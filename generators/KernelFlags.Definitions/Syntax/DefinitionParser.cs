namespace KernelFlags.Definitions.Syntax;

/// <summary>Reads the text of a definition file into nodes, and knows nothing of what they mean.</summary>
public static class DefinitionParser
{
    /// <summary>The largest file that is read, in bytes of UTF-8.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The deepest nesting of lists and mappings.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads a file. It never throws: what can't be read is a problem.</summary>
    /// <returns>What it says, and what is wrong with it.</returns>
    public static ParseResult Parse(DefinitionFile file)
    {
        var read = NodeReader.Read(file.Text);
        var parsed = new ParsedFile(file.Path, file.RelativePath.Replace('\\', '/'), read.Root, read.IsComplete) { Layer = file.Layer };
        if (read.Problems.Count == 0)
        {
            return new ParseResult(parsed, default);
        }

        var lines = new TextLines(file.Text);
        var problems = read.Problems
            .OrderBy(p => p.Span.Start)
            .Select(p => p.Located(file.Path, lines));
        return new ParseResult(parsed, problems.ToEquatableArray());
    }
}
