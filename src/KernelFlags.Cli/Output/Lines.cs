namespace KernelFlags.Cli.Output;

/// <summary>Lines of text.</summary>
internal static class Lines
{
    /// <summary>A text on one line.</summary>
    /// <param name="text">A text.</param>
    /// <returns>The text, with a blank for each run of white space, and what a terminal would obey instead of show replaced.</returns>
    public static string Flatten(string text) => new(
        [.. string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Select(c => char.IsControl(c) ? '\uFFFD' : c)]);

    /// <summary>Whether <see cref="Flatten"/> would change nothing of a text, for certain.</summary>
    /// <param name="text">A text.</param>
    /// <returns>True when it has neither control characters nor two blanks in a row.</returns>
    public static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("  ", StringComparison.Ordinal);

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
    /// <returns><c>1 error</c>, <c>2 errors</c>.</returns>
    public static string Count(int count, string noun) => FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
