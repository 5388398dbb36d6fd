using System.Buffers;
using System.Globalization;
using System.Text;
using KernelFlags.Live.Input;

namespace KernelFlags.Live.Strace;

/// <summary>
/// Reads a log of <c>strace -f -y -e trace=memory,process</c>, as it stands on the terminal (<c>[pid 7] …</c>) or in a file (<c>7 …</c>).
/// A call that another process interrupts is put together again. Signals and other remarks are passed over.
/// </summary>
/// <param name="stream">The log, gzip too; closed with the reader.</param>
public sealed class StraceReader(Stream stream) : IDisposable
{
    private const string Unfinished = "<unfinished ...>";
    private const string ResumedEnd = " resumed>";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_?");
    private static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789.:");

    private readonly InputLineReader _lines = new(stream);
    private readonly Dictionary<int, string> _begun = [];

    /// <summary>The number of the line that was read last.</summary>
    public long Line => _lines.Line;

    /// <summary>Reads the next call that has ended.</summary>
    /// <returns>The call; null at the end of the log.</returns>
    /// <exception cref="InputException">A line is none that strace writes.</exception>
    public StraceCall? Read()
    {
        while (_lines.TryRead(out var bytes))
        {
            var text = Encoding.UTF8.GetString(bytes).Trim();
            var process = TakeProcess(ref text);
            text = WithoutTime(text);
            if (text.StartsWith("+++", StringComparison.Ordinal))
            {
                return new StraceCall(Line, process, StraceCall.Ended, [], null, null);
            }

            if (text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("strace: ", StringComparison.Ordinal))
            {
                continue;
            }

            if (text.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                _begun[process] = text[..^Unfinished.Length].TrimEnd();
                continue;
            }

            if (text.StartsWith("<... ", StringComparison.Ordinal))
            {
                if (Resumed(process, text) is not { } whole)
                {
                    continue;
                }

                text = whole;
            }

            return Parse(process, text);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static int TakeProcess(ref string text)
    {
        var end = 0;
        var start = text.StartsWith("[pid", StringComparison.Ordinal) ? 4 : 0;
        var digits = start;
        while (digits < text.Length && text[digits] == ' ')
        {
            digits++;
        }

        end = digits;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var close = start > 0 ? ']' : ' ';
        if (end == digits || end >= text.Length || text[end] != close || !int.TryParse(text.AsSpan(digits, end - digits), CultureInfo.InvariantCulture, out var process))
        {
            return 0;
        }

        text = text[(end + 1)..].TrimStart();
        return process;
    }

    /// <summary>Takes off the time that <c>-t</c> and <c>-r</c> put before a call.</summary>
    private static string WithoutTime(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && text.AsSpan(0, blank).IndexOfAnyExcept(TimeCharacters) < 0 ? text[(blank + 1)..].TrimStart() : text;
    }

    private string? Resumed(int process, string text)
    {
        // The call may have begun before strace was attached.
        var end = text.IndexOf(ResumedEnd, StringComparison.Ordinal);
        return end > 0 && _begun.Remove(process, out var begun) ? begun + text[(end + ResumedEnd.Length)..] : null;
    }

    private StraceCall Parse(int process, string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || text.AsSpan(0, open).IndexOfAnyExcept(NameCharacters) >= 0)
        {
            throw Malformed("this is no line of strace; a call is NAME(ARGUMENTS) = RESULT");
        }

        var arguments = Arguments(text, open + 1, out var close);
        var result = text.AsSpan(close + 1).TrimStart();
        if (result.Length == 0 || result[0] != '=')
        {
            throw Malformed("the result is missing; a call is NAME(ARGUMENTS) = RESULT");
        }

        var words = result[1..].Trim().ToString().Split(' ');
        var value = ParseNumber(words[0]);
        var error = words[0] == "-1" && words.Length > 1 && words[1].StartsWith('E') ? words[1] : null;
        return new StraceCall(Line, process, text[..open], arguments, error is null ? value : null, error);
    }

    /// <summary>Splits at the commas that stand in no string, bracket or path.</summary>
    private List<string> Arguments(string text, int start, out int close)
    {
        var arguments = new List<string>();
        var depth = 0;
        var begin = start;
        for (close = start; close < text.Length; close++)
        {
            switch (text[close])
            {
                case '"':
                    close = EndOfString(text, close);
                    break;
                case '<' when EndOfPath(text, close) is > 0 and var end:
                    close = end;
                    break;
                case '/' when text.AsSpan(close).StartsWith("/*") && text.IndexOf("*/", close, StringComparison.Ordinal) is > 0 and var comment:
                    close = comment + 1;
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' when depth == 0:
                    AddArgument(arguments, text[begin..close]);
                    return arguments;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case ',' when depth == 0:
                    AddArgument(arguments, text[begin..close]);
                    begin = close + 1;
                    break;
            }
        }

        throw Malformed("the arguments do not end");
    }

    private static void AddArgument(List<string> arguments, string text)
    {
        var argument = text.Trim();
        if (argument.Length > 0)
        {
            arguments.Add(argument);
        }
    }

    private int EndOfString(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        throw Malformed("a string does not end");
    }

    /// <summary>The end of what <c>-y</c> writes behind a descriptor: <c>3&lt;/usr/lib/libc.so.6&gt;</c>; strace escapes a <c>&gt;</c> in it.</summary>
    private static int EndOfPath(string text, int start) =>
        start > 0 && (char.IsAsciiDigit(text[start - 1]) || text[start - 1] == 'D') ? text.IndexOf('>', start) : -1;

    /// <summary>A number as strace writes it: decimal, or hexadecimal with 0x.</summary>
    internal static ulong? ParseNumber(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private InputException Malformed(string message) => new(InputException.MalformedLog, Line, 1, message);
}
