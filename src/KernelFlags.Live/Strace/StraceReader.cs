using System.Text;
using KernelFlags.Live.Strace.Calls;
using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Strace;

/// <summary>
/// Reads a log of strace(1), as it stands on the terminal (<c>[pid 7] …</c>) or in a file (<c>7 …</c>), with whatever options it was made:
/// lines become calls here, and one that is interrupted, by another process or by a remark within it, is put together again.
/// Calls that have nothing to do with memory, processes or the files behind memory are passed over; so is text that is not strace's, which
/// is counted.
/// </summary>
public sealed class StraceReader : IDisposable
{
    private const string Unfinished = "<unfinished ...>";
    private const string Detached = "<detached ...>";
    private const string PidChanged = "<pid changed to ";
    private const string Resumed = "<... ";
    private const string ResumedEnd = " resumed>";
    private const string SupersededBy = " in pid ";

    /// <summary>A call's arguments and environment take up to 2 MiB, which strace may escape byte for byte.</summary>
    private const int MaxLine = 16 << 20;

    /// <summary>How many lines may stand behind each other without a line's end between them; what follows is other text.</summary>
    private const int MaxGlued = 64;

    private readonly InputLineReader _lines;
    private readonly Dictionary<int, Begun> _begun = [];
    private readonly Queue<StraceCall> _cut = [];
    private readonly List<string> _arguments = [];
    private readonly List<int> _attached = [];
    private readonly string? _architecture;

    /// <summary>What stands behind another line without a line's end between them.</summary>
    private string? _glued;
    private int _gluedInLine;

    /// <summary>The line that was read last, if it begins a call and something else ended it.</summary>
    private Begun? _open;
    private bool _hasCall;
    private bool _isAtEnd;

    /// <summary>A reader of a log.</summary>
    /// <param name="stream">The log, gzip too; closed with the reader.</param>
    /// <param name="architecture">The architecture, whose calls have their numbers where strace does not know their names; null for x86_64.</param>
    public StraceReader(Stream stream, string? architecture = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _lines = new InputLineReader(stream, MaxLine, isPasted: true);
        _architecture = architecture;
    }

    /// <summary>How a call begins.</summary>
    private sealed record Begun(int Process, string Text, long Line);

    /// <summary>The number of the line that was read last.</summary>
    public long Line => _lines.Line;

    /// <summary>How many lines hold text that is not strace's.</summary>
    public long OtherLines { get; private set; }

    /// <summary>The first line with text that is not strace's; 0 for none.</summary>
    public long FirstOtherLine { get; private set; }

    /// <summary>The processes that strace says it attached to before the first call.</summary>
    public IReadOnlyList<int> Attached => _attached;

    /// <summary>The words of the architecture, where their numbers are not those that most have; null where they are.</summary>
    public ArchitectureWords? Words { get; init; }

    /// <summary>Reads the next call that has ended and has to do with memory, processes or the files behind memory.</summary>
    /// <returns>The call; null at the end of the log.</returns>
    /// <exception cref="InputException">No line is one of strace's.</exception>
    public StraceCall? Read()
    {
        while (NextLine() is { } line)
        {
            if (Take(line) is { } call)
            {
                return Words?.Named(call) ?? call;
            }
        }

        if (!_isAtEnd)
        {
            _isAtEnd = true;
            EndOfLog();
        }

        return _cut.TryDequeue(out var cut) ? Words?.Named(cut) ?? cut : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private string? NextLine()
    {
        if (_glued is { } glued)
        {
            _glued = null;
            return glued;
        }

        _gluedInLine = 0;
        return _lines.TryRead(out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    private StraceCall? Take(string text)
    {
        var line = StraceLine.Of(text);
        switch (line.Kind)
        {
            case StraceLineKind.Ended:
                _hasCall = true;
                return new(Line, Line, line.Process, StraceCall.Ended, [], new(StraceEnd.NotReturned));
            case StraceLineKind.Superseded:
                Supersede(line);
                return null;
            case StraceLineKind.Remark:
                var remark = line.Text;
                StraceLine.TakeAttached(ref remark, Remember);
                return null;
            case StraceLineKind.Resumed:
                return Resume(line);
            case StraceLineKind.Call:
                return TakeCall(line.Process, line.Text, Line, text);
            default:
                return TakeOther(text);
        }
    }

    /// <summary>A call, or how one begins.</summary>
    /// <param name="process">Its process.</param>
    /// <param name="text">The text from its name on.</param>
    /// <param name="begin">The line that it begins in.</param>
    /// <param name="line">The whole line.</param>
    private StraceCall? TakeCall(int process, string text, long begin, string line)
    {
        var written = StraceLine.NameOf(text).ToString();
        var name = KnownCalls.NameOf(written, _architecture);
        var row = KnownCalls.Find(name);
        if (row is null && KnownCalls.GluedName(written) is { } glued && IsWhole(text[(written.Length - glued.Length)..]))
        {
            CountOther();
            return TakeCall(process, text[(written.Length - glued.Length)..], begin, line);
        }

        if (TryBegin(process, text, begin))
        {
            return null;
        }

        if (row is null || !row.Concerns(text))
        {
            if (!StraceText.HasResult(text))
            {
                return Interrupted(new(process, text, begin), line);
            }

            (_open, _hasCall) = (null, true);
            return null;
        }

        if (!StraceText.TrySplit(text, written.Length, _arguments, out var result))
        {
            return Interrupted(new(process, text, begin), line);
        }

        (_open, _hasCall) = (null, true);
        return new(Line, begin, process, name, [.. _arguments], StraceText.Result(text[result..].Trim()));
    }

    /// <summary>Whether a text is a call with its result.</summary>
    private bool IsWhole(string text) => StraceText.TrySplit(text, text.IndexOf('(', StringComparison.Ordinal), _arguments, out _);

    /// <summary>Keeps a call that goes on in another line.</summary>
    private bool TryBegin(int process, string text, long line)
    {
        var end = text.EndsWith(Unfinished, StringComparison.Ordinal) ? text.Length - Unfinished.Length
            : text.EndsWith(Detached, StringComparison.Ordinal) ? text.Length - Detached.Length
            : text.EndsWith(" ...>", StringComparison.Ordinal) ? text.LastIndexOf(PidChanged, StringComparison.Ordinal)
            : -1;
        if (end < 0)
        {
            return false;
        }

        (_open, _hasCall) = (null, true);
        var by = text.AsSpan(end).StartsWith(PidChanged) ? (int)(StraceText.Leading(text.AsSpan(end + PidChanged.Length)) ?? 0) : process;
        if (_begun.Remove(by, out var lost))
        {
            Cut(lost);
        }

        _begun[by] = new(by, text[..end].TrimEnd(), line);
        return true;
    }

    /// <summary>A line that does not end its call: something was written into it.</summary>
    private StraceCall? Interrupted(Begun begun, string line)
    {
        var text = begun.Text;
        if (StraceLine.GluedAt(line) is > 0 and var at)
        {
            SetGlued(line[at..]);
            var before = begun.Text.IndexOf(line[at..], StringComparison.Ordinal);
            text = before < 0 ? text : text[..before];
        }

        StraceLine.TakeAttached(ref text, Remember);

        // Text of the program may look like the beginning of a call: it does not take the place of one.
        if (_open is not null && Concerns(_open.Text) && !Concerns(text))
        {
            CountOther();
            return null;
        }

        if (_open is not null)
        {
            Drop(_open);
        }

        _open = begun with { Text = text };
        return null;
    }

    /// <summary>A line that begins like none of strace's: the rest of a call, or text of the program.</summary>
    private StraceCall? TakeOther(string line)
    {
        if (_open is { } open)
        {
            var whole = (open.Text + line).TrimEnd();
            if (IsRest(line.Trim(), whole))
            {
                _open = null;
                return TakeCall(open.Process, whole, open.Line, whole);
            }
        }

        if (StraceLine.GluedAt(line) is > 0 and var at)
        {
            SetGlued(line[at..]);
        }
        else if (KnownCalls.FindGlued(line, IsWhole) is > 0 and var start)
        {
            SetGlued(line[start..]);
        }

        CountOther();
        return null;
    }

    private void SetGlued(string text) => _glued = _gluedInLine++ < MaxGlued ? text : null;

    private bool IsRest(string line, string whole) =>
        line.EndsWith(Unfinished, StringComparison.Ordinal)
        || line.EndsWith(Detached, StringComparison.Ordinal)
        || (Concerns(whole) ? IsWhole(whole) : StraceText.HasResult(whole) && whole.LastIndexOf('=') > whole.Length - line.Length);

    private StraceCall? Resume(StraceLine line)
    {
        _hasCall = true;
        var end = line.Text.IndexOf(ResumedEnd, Resumed.Length, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var written = line.Text[Resumed.Length..end];
        var rest = line.Text[(end + ResumedEnd.Length)..];
        if (TakeBegun(line.Process, written) is { } begun)
        {
            var text = begun.Text + rest;
            return TakeCall(line.Process == 0 ? begun.Process : line.Process, text, begun.Line, text);
        }

        // It began before strace was attached, or in a part of the log that is not there.
        var name = KnownCalls.NameOf(written, _architecture);
        return KnownCalls.Find(name) is { HasWords: false } && rest.LastIndexOf('=') is >= 0 and var result
            ? new(Line, 0, line.Process, name, [], StraceText.Result(rest[(result + 1)..].Trim()))
            : null;
    }

    /// <summary>The beginning of a call. While there is one process only, strace does not name it.</summary>
    private Begun? TakeBegun(int process, string name)
    {
        if (!_begun.TryGetValue(process, out var begun))
        {
            begun = process == 0 ? _begun.Values.FirstOrDefault(b => IsOf(b, name)) : _begun.GetValueOrDefault(0);
        }

        if (begun is null)
        {
            return null;
        }

        _begun.Remove(begun.Process);
        if (IsOf(begun, name))
        {
            return begun;
        }

        Cut(begun);
        return null;
    }

    private static bool IsOf(Begun begun, string name) => StraceLine.NameOf(begun.Text).SequenceEqual(name);

    /// <summary>A thread's execve(2) goes on under the number of the process.</summary>
    private void Supersede(StraceLine line)
    {
        _hasCall = true;
        var number = line.Text.IndexOf(SupersededBy, StringComparison.Ordinal);
        if (number < 0 || StraceText.Leading(line.Text.AsSpan(number + SupersededBy.Length)) is not { } thread || !_begun.Remove((int)thread, out var begun))
        {
            return;
        }

        if (_begun.Remove(line.Process, out var lost))
        {
            Cut(lost);
        }

        _begun[line.Process] = begun with { Process = line.Process };
    }

    private void Remember(int process)
    {
        if (!_hasCall)
        {
            _attached.Add(process);
        }
    }

    private bool Concerns(string text) =>
        KnownCalls.Find(KnownCalls.NameOf(StraceLine.NameOf(text).ToString(), _architecture)) is { } row && row.Concerns(text);

    /// <summary>A call whose end does not come.</summary>
    private void Drop(Begun begun)
    {
        if (Concerns(begun.Text))
        {
            Cut(begun);
        }
        else
        {
            CountOther();
        }
    }

    private void Cut(Begun begun)
    {
        if (Concerns(begun.Text))
        {
            var name = KnownCalls.NameOf(StraceLine.NameOf(begun.Text).ToString(), _architecture);
            _cut.Enqueue(new(Line, begun.Line, begun.Process, name, [], new(StraceEnd.NotReturned)));
        }
    }

    private void EndOfLog()
    {
        foreach (var begun in _begun.Values.OrderBy(b => b.Line))
        {
            Cut(begun);
        }

        if (_open is not null)
        {
            Drop(_open);
        }

        if (!_hasCall && _cut.Count == 0)
        {
            throw new InputException(
                InputException.MalformedLog, 1, 1, "this is no log of strace: no line is a call; a call is NAME(ARGUMENTS) = RESULT");
        }
    }

    private void CountOther()
    {
        OtherLines++;
        FirstOtherLine = FirstOtherLine == 0 ? Line : FirstOtherLine;
    }
}
