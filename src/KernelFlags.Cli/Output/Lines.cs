using KernelFlags.Definitions;

namespace KernelFlags.Cli.Output;

/// <summary>Lines of text.</summary>
internal static class Lines
{
    /// <summary>Prose on one line: a sentence of a definition, the message of a library. A name or a path is <see cref="VisibleText"/>.</summary>
    /// <returns>The text, with a blank for each run of white space, and escapes for what must not be shown.</returns>
    public static string Flatten(string text) => VisibleText.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>A file's text: its tabs and line ends stay, what else must not be shown is an escape.</summary>
    public static string Visible(string text) =>
        string.Join('\n', text.Split('\n').Select(line => string.Join('\t', line.Split('\t').Select(VisibleText.Of))));

    /// <summary>The lines of a text, without their ends.</summary>
    /// <param name="text">A text with LF or CRLF line endings.</param>
    /// <returns>The lines; the last may be without an end.</returns>
    public static string[] Of(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines is [.., ""] ? lines[..^1] : lines;
    }

    /// <summary>A number with its noun.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What, for one.</param>
    /// <param name="plural">What several are called; null for the noun with an s.</param>
    /// <returns><c>1 error</c>, <c>2 errors</c>.</returns>
    public static string Count(int count, string noun, string? plural = null) => FormattableString.Invariant($"{count} {(count == 1 ? noun : plural ?? noun + "s")}");
}
