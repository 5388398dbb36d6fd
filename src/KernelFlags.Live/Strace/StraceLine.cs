using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelFlags.Live.Strace;

/// <summary>What a line of a log is.</summary>
internal enum StraceLineKind
{
    /// <summary>A call, or how it begins.</summary>
    Call,

    /// <summary>The rest of a call that was interrupted: <c>&lt;... mmap resumed&gt;) = 0</c>.</summary>
    Resumed,

    /// <summary>A process has ended: <c>+++ exited with 0 +++</c>.</summary>
    Ended,

    /// <summary>A thread's execve(2) made the process go on under another number: <c>+++ superseded by execve in pid 8 +++</c>.</summary>
    Superseded,

    /// <summary>A remark of strace: a signal, a stop, what it attached to, a frame of the stack (<c>-k</c>).</summary>
    Remark,

    /// <summary>Nothing that strace writes at the start of a line.</summary>
    Other,
}

/// <summary>
/// A line of a log without what stands before the call: the process (<c>[pid 7]</c>, <c>7</c>, with <c>-Y</c> its name), the time
/// (<c>-t</c>, <c>-r</c>), the number of the call (<c>-n</c>) and the instruction pointer (<c>-i</c>).
/// </summary>
/// <param name="Process">The process; 0 where none is named.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The rest, without blanks at its ends.</param>
internal readonly partial record struct StraceLine(int Process, StraceLineKind Kind, string Text)
{
    private const string ProcessMark = "[pid ";

    /// <summary>The highest process number of Linux (<c>PID_MAX_LIMIT</c>): a number above it is a time.</summary>
    private const int MaxProcess = 1 << 22;

    /// <summary>A process's name has 15 bytes, which strace may escape.</summary>
    private const int MaxName = 4 * 15 + 2;

    private static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789.:+-TZ");
    private static readonly SearchValues<char> BracketCharacters = SearchValues.Create("0123456789abcdef ?");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_?");

    /// <summary>Reads a line.</summary>
    /// <returns>What it is.</returns>
    public static StraceLine Of(string line)
    {
        var text = line.AsSpan().Trim();
        if (line.StartsWith(" > ", StringComparison.Ordinal))
        {
            return new(0, StraceLineKind.Remark, text.ToString());
        }

        var process = TakeProcess(ref text);
        while (TryTakeTime(ref text) || TryTakeBracket(ref text))
        {
        }

        return new(process, KindOf(text), text.ToString());
    }

    /// <summary>Where in a line another one begins, which was written behind it without a line's end; -1 where none does.</summary>
    public static int GluedAt(string text)
    {
        for (var at = text.IndexOf(ProcessMark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(ProcessMark, at + 1, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at);
            if (at > 0 && TakeProcess(ref rest) > 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Takes off what strace writes at the end of a line when processes are attached.</summary>
    /// <param name="attached">Is told each process, the last one first.</param>
    public static void TakeAttached(ref string text, Action<int> attached)
    {
        var length = text.Length;
        while (Attached().Match(text, 0, length) is { Success: true } match)
        {
            attached(int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : 0);
            length = match.Index;
        }

        text = text[..length];
    }

    /// <summary>The name of the call that a text begins with; empty where it begins with none.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('(');
        return open > 0 && text[..open].IndexOfAnyExcept(NameCharacters) < 0 && !char.IsAsciiDigit(text[0]) ? text[..open] : default;
    }

    private static StraceLineKind KindOf(ReadOnlySpan<char> text) =>
        text.StartsWith("+++ superseded by execve") ? StraceLineKind.Superseded
        : text.StartsWith("+++ ") ? StraceLineKind.Ended
        : text.StartsWith("--- ") || text.StartsWith("strace: ") || text.StartsWith("[ Process PID=") || text.StartsWith("> ")
            || OldRemark().IsMatch(text) ? StraceLineKind.Remark
        : text.StartsWith("<... ") ? StraceLineKind.Resumed
        : !NameOf(text).IsEmpty ? StraceLineKind.Call
        : StraceLineKind.Other;

    private static int TakeProcess(ref ReadOnlySpan<char> text)
    {
        var isMarked = text.StartsWith(ProcessMark);
        var rest = isMarked ? text[ProcessMark.Length..].TrimStart() : text;
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(rest[..digits], CultureInfo.InvariantCulture, out var process) || process > MaxProcess)
        {
            return 0;
        }

        rest = rest[digits..];
        if (rest[0] == '<')
        {
            var close = rest[..Math.Min(rest.Length, MaxName)].IndexOf('>');
            if (close < 0 || close + 1 == rest.Length)
            {
                return 0;
            }

            rest = rest[(close + 1)..];
        }

        if (rest[0] != (isMarked ? ']' : ' '))
        {
            return 0;
        }

        text = rest[1..].TrimStart();
        return process;
    }

    /// <summary>A time: <c>12:00:01.5</c>, <c>1718000000.5</c>, <c>0.000021</c>, <c>(+ 0.000021)</c>.</summary>
    private static bool TryTakeTime(ref ReadOnlySpan<char> text)
    {
        if (text.StartsWith("(+") && text.IndexOf(')') is > 0 and var close && text[2..close].Trim(' ').IndexOfAnyExcept(TimeCharacters) < 0)
        {
            text = text[(close + 1)..].TrimStart();
            return true;
        }

        var blank = text.IndexOf(' ');
        if (blank <= 0 || text[..blank].IndexOfAnyExcept(TimeCharacters) >= 0 || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        text = text[blank..].TrimStart();
        return true;
    }

    private static bool TryTakeBracket(ref ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("[") || text.IndexOf(']') is not (> 1 and var close) || text[1..close].IndexOfAnyExcept(BracketCharacters) >= 0)
        {
            return false;
        }

        text = text[(close + 1)..].TrimStart();
        return true;
    }

    [GeneratedRegex(@"(?:strace: )?Process ([0-9]+) attached(?: with [0-9]+ threads| \(waiting for parent\))?(?: - interrupt to quit)?$", RegexOptions.RightToLeft)]
    private static partial Regex Attached();

    [GeneratedRegex(@"^Process [0-9]+ (?:attached|detached|suspended|resumed)\b")]
    private static partial Regex OldRemark();
}
