using System.Buffers;
using System.Globalization;
using System.Text;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Strace;

/// <summary>The grammar of a call in a log: <c>NAME(ARGUMENTS) = RESULT</c>, with strings, comments and what <c>-y</c> writes behind descriptors.</summary>
internal static class StraceText
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Splits the arguments at the commas that stand in no string, bracket or path. Comments are left out.</summary>
    /// <param name="open">Where its bracket opens.</param>
    /// <param name="result">Where the result begins.</param>
    /// <returns>False where the arguments do not end, or no result follows.</returns>
    public static bool TrySplit(string text, int open, List<string> arguments, out int result)
    {
        arguments.Clear();
        result = 0;
        var depth = 0;
        var argument = new StringBuilder();

        // What never ends is not looked for again and again.
        var (lastPath, lastComment) = (text.LastIndexOf('>'), text.LastIndexOf("*/", StringComparison.Ordinal));
        for (var at = open + 1; at < text.Length; at++)
        {
            var from = at;
            switch (text[at])
            {
                case '"':
                    if ((at = EndOfString(text, at)) < 0)
                    {
                        return false;
                    }

                    break;
                case '<' when at < lastPath && text[at + 1] != '<' && IsDescriptor(argument):
                    var end = EndOfPath(text, at);
                    (at, lastPath) = end > 0 ? (end, lastPath) : (at, 0);
                    break;
                case '/' when at < lastComment && text[at + 1] == '*' && text.IndexOf("*/", at + 2, StringComparison.Ordinal) is > 0 and var comment:
                    at = comment + 1;
                    continue;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' when depth == 0:
                    AddArgument(arguments, argument);
                    result = StartOfResult(text, at + 1);
                    return result > 0;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case ',' when depth == 0:
                    AddArgument(arguments, argument);
                    continue;
            }

            argument.Append(text, from, at + 1 - from);
        }

        return false;
    }

    /// <summary>Whether a call of which nothing more is to be known has its result in the text.</summary>
    public static bool HasResult(string text)
    {
        for (var at = text.LastIndexOf('=', text.Length - 1); at > 0; at = text.LastIndexOf('=', at - 1))
        {
            if (text[at - 1] == ' ' && text.AsSpan(0, at).TrimEnd(' ').EndsWith(")"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a result: <c>0x7f0000000000</c>, <c>-1 ENOMEM (Cannot allocate memory)</c>, <c>3&lt;/etc/passwd&gt;</c>, <c>?</c>.</summary>
    public static StraceResult Result(string text)
    {
        var isInjected = text.Contains("(INJECTED", StringComparison.Ordinal);
        var words = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return new(StraceEnd.Unreadable);
        }

        if (words[0].StartsWith('?'))
        {
            return new(StraceEnd.NotReturned);
        }

        if (words[0] == "-1" && words.Length > 1)
        {
            return ErrorName(text) is { } error ? new(StraceEnd.Failed, Error: error, IsInjected: isInjected) : new(StraceEnd.Unreadable);
        }

        var path = text.IndexOf('<', StringComparison.Ordinal) is var open and > 0 && !char.IsWhiteSpace(text[open - 1]) && EndOfPath(text, open) is var end and > 0
            ? Unescape(text[(open + 1)..end])
            : null;
        return Leading(words[0]) is { } value
            ? new(StraceEnd.Returned, StraceArguments.Address(value), Path: path, IsInjected: isInjected)
            : new(StraceEnd.Unreadable);
    }

    /// <summary>The number that a text begins with: decimal, octal with 0 or hexadecimal with 0x; null where it begins with none.</summary>
    public static ulong? Leading(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("0x"))
        {
            var hex = text[2..];
            var end = hex.IndexOfAnyExcept(HexDigits);
            return ulong.TryParse(end < 0 ? hex : hex[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        var digits = text.IndexOfAnyExceptInRange('0', '9');
        return ulong.TryParse(digits < 0 ? text : text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Undoes strace's escapes: <c>\n</c>, <c>\74</c>, <c>\x3c</c>. Bytes that are no UTF-8 are replaced.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                var next = text.IndexOf('\\', at + 1);
                bytes.AddRange(Encoding.UTF8.GetBytes(text[at..(next < 0 ? text.Length : next)]));
                at = next < 0 ? text.Length : next;
                continue;
            }

            at++;
            var isHex = text[at] == 'x';
            var start = isHex ? at + 1 : at;
            var end = start;
            while (end < text.Length && end - start < (isHex ? 2 : 3) && (isHex ? char.IsAsciiHexDigit(text[end]) : text[end] is >= '0' and <= '7'))
            {
                end++;
            }

            if (end > start)
            {
                bytes.Add((byte)Convert.ToInt32(text[start..end], isHex ? 16 : 8));
                at = end;
                continue;
            }

            bytes.Add((byte)(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'v' => '\v', 'f' => '\f', var other => other }));
            at++;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>
    /// The end of what <c>-y</c> writes behind a descriptor: <c>3&lt;/usr/lib/libc.so.6&gt;</c>. New versions escape a <c>&gt;</c> in a path;
    /// that of <c>TCP:[a-&gt;b]</c> and of <c>/dev/null&lt;char 1:3&gt;</c> is told by what follows.
    /// </summary>
    /// <returns>Where the last <c>&gt;</c> is; -1 where there is none.</returns>
    public static int EndOfPath(string text, int start)
    {
        for (var end = text.IndexOf('>', start); end >= 0; end = text.IndexOf('>', end + 1))
        {
            if (end + 1 == text.Length || text[end + 1] is ',' or ')' or ' ' or ']' or '}' or '(')
            {
                return end;
            }
        }

        return -1;
    }

    private static bool IsDescriptor(StringBuilder argument)
    {
        var last = argument.Length - 1;
        while (last >= 0 && argument[last] == ' ')
        {
            last--;
        }

        return last >= 0 && (char.IsAsciiDigit(argument[last]) || argument[last] == 'D');
    }

    private static int EndOfString(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                return at;
            }
        }

        return -1;
    }

    private static int StartOfResult(string text, int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at < text.Length && text[at] == '=' ? at + 1 : 0;
    }

    private static void AddArgument(List<string> arguments, StringBuilder text)
    {
        var argument = text.ToString().Trim();
        text.Clear();
        if (argument.Length > 0)
        {
            arguments.Add(argument);
        }
    }

    /// <summary>The error of <c>-1 ENOMEM (…)</c> and, of a version that does not know its name, <c>-1 (errno 133)</c>.</summary>
    private static string? ErrorName(string text)
    {
        const string Numbered = "-1 (errno ";
        if (text.StartsWith(Numbered, StringComparison.Ordinal))
        {
            return Leading(text.AsSpan(Numbered.Length)) is { } number ? TraceNames.Errors.NameOf((int)number) ?? $"errno {number}" : null;
        }

        var word = text.Split(' ', 3)[1];
        return word.StartsWith('E') && word.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) ? word : null;
    }
}
