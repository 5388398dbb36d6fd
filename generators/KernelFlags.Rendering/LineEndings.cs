namespace KernelFlags.Rendering;

/// <summary>Line endings of what is written.</summary>
internal static class LineEndings
{
    /// <summary>Turns CRLF and CR to LF.</summary>
    /// <returns>The text with LF endings.</returns>
    public static string ToLf(string text) => text.IndexOf('\r') < 0 ? text : text.Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>Puts a text on one line.</summary>
    /// <returns>The text, with one blank for each run of white space.</returns>
    public static string OneLine(string text) =>
        string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Breaks a text at blanks.</summary>
    /// <param name="text">The text, on one line.</param>
    /// <param name="width">The longest line; a longer word stands on a line of its own.</param>
    /// <returns>The lines.</returns>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = string.Empty;
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = string.Empty;
            }

            line += line.Length == 0 ? word : " " + word;
        }

        yield return line;
    }
}
