using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Strace.Calls;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>
/// Replays a log of strace(1): the calls of its first process, its threads and its children, each in the memory that it shares or has of its
/// own. Placement is the log's; whether a call fails is the engine's to say, unless it failed for what no log tells. No log tells which pages
/// were written.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public sealed class StraceReplayer<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private const int HashDigits = 16;

    private readonly Machine _machine;
    private readonly LogFiles _files = new();
    private readonly LogProcesses _processes;
    private readonly OverlappingCalls _overlapping;
    private readonly HeapStarts _heaps;
    private readonly List<StraceCall> _calls = [];
    private readonly HashSet<StraceCall> _done = new(ReferenceEqualityComparer.Instance);
    private readonly List<TraceMismatch> _mismatches = [];
    private readonly List<Change> _changes = [];
    private readonly OmittedCalls _notModelled = new();
    private readonly OmittedCalls _refused = new();
    private readonly OmittedCalls _unended = new();
    private readonly StraceReader _log;
    private IReadOnlyList<MapsEntry>? _from;
    private bool _hasProgram;
    private int _current;
    private long _made;
    private long _unknown;
    private long? _overmapped;

    /// <summary>A replay.</summary>
    /// <param name="log">The log.</param>
    /// <param name="capabilities">What the kernel does.</param>
    /// <param name="from">The first process's maps when it begins, or just after its execve(2); null when they are not known.</param>
    /// <exception cref="InputException">No line is one of strace's.</exception>
    public StraceReplayer(StraceReader log, KernelCapabilities capabilities, IReadOnlyList<MapsEntry>? from)
    {
        ArgumentNullException.ThrowIfNull(log);
        (_log, _from) = (log, from);
        _machine = new(capabilities) { Nodes = ulong.MaxValue };
        while (log.Read() is { } call)
        {
            _calls.Add(call);
        }

        LogProcesses.Attribute(_calls);
        PageOffsets.ToBytes(_calls, _machine.PageSize);
        _overlapping = new(_calls);
        _heaps = new(_calls);
        _processes = new(_files, log.Attached, Begin);
        _processes.Expect(_calls);
    }

    /// <summary>Replays the log to its end.</summary>
    /// <param name="to">The first process's maps at the end; null when nothing is compared.</param>
    /// <returns>What came of it.</returns>
    public StraceReport Run(IReadOnlyList<MapsEntry>? to)
    {
        _processes.BeginsWithProgram = BeginsWithProgram();
        for (_current = 0; _current < _calls.Count; _current++)
        {
            Take(_calls[_current]);
        }

        var first = _processes.First ?? _processes.Of(new(0, 0, 0, StraceCall.Ended, [], new(StraceEnd.NotReturned)));
        var memory = (ProcessMemory<TFlags>)_processes.MemoryOf(first);
        var comparison = to is null ? null : new MapsComparison<TFlags>(memory, to);
        var differences = comparison?.Compare().Select(d => AtEnd(d.At, memory, d.Expected, d.Actual)) ?? [];
        _mismatches.AddRange(differences.Take(Math.Max(0, TraceReplayer.MaxMismatches - _mismatches.Count)));
        return new(
            _unknown,
            new TraceReport(_made, to is null ? 0 : 1, Hash(memory.Space), _mismatches, _notModelled.Skips()),
            comparison?.Borders ?? [],
            _notModelled.All,
            _refused.All,
            [.. Notes(memory)]);
    }

    /// <summary>Whether the first process starts a program before it does anything else, or has just started one: the dynamic linker asks for
    /// the end of the heap before all else.</summary>
    private bool BeginsWithProgram() =>
        _calls.Find(c => LogProcesses.IsExec(c) ? c.Succeeded : c.Process == _calls[0].Process && IsOfMemory(c)) is { } first
        && (LogProcesses.IsExec(first) || first is { Name: "brk", Arguments: ["NULL" or "0"] });

    private static bool IsOfMemory(StraceCall call) => KnownCalls.Find(call.Name)?.Subject == CallSubject.Memory;

    /// <summary>Memory that a program begins with. The heap's start is what the first brk(2) returns.</summary>
    private ProcessMemory<TFlags> Begin(LogProcess process)
    {
        var index = _hasProgram ? _current + 1 : _current;
        var hasUnknownThreads = process == _processes.First && !_processes.BeginsWithProgram && _log.Attached.Count <= 1;
        var brk = hasUnknownThreads && _heaps.OfAny(index) is > 0 and var any ? any : _heaps.Of(process.Id, index);
        var from = process == _processes.First ? _from : null;
        _from = process == _processes.First ? null : _from;
        return new(_machine, _files, from, brk);
    }

    private void Take(StraceCall call)
    {
        if (_done.Contains(call))
        {
            return;
        }

        _overlapping.MoveTo(call);
        if (call.Name == StraceCall.Ended)
        {
            _processes.Of(call);
            _processes.End(call);
        }
        else if (call.Result.End == StraceEnd.NotReturned)
        {
            TakeUnended(call);
        }
        else if (LogProcesses.IsBirth(call))
        {
            _processes.Bear(call);
        }
        else if (LogProcesses.IsExec(call))
        {
            _processes.Of(call);
            if (call.Succeeded)
            {
                _hasProgram = true;
                _processes.Exec(call);
            }
        }
        else if (KnownCalls.Find(call.Name) is { Meaning: not null } row)
        {
            Take(call, row);
        }
    }

    private void TakeUnended(StraceCall call)
    {
        if (IsOfMemory(call))
        {
            _unended.Add(call, "", _made);
        }
    }

    private void Take(StraceCall call, KnownCall row)
    {
        var process = _processes.Of(call);
        if (row.Subject == CallSubject.Files)
        {
            row.Meaning!(call, process);
            return;
        }

        if (process.WhyUnknown is { } why)
        {
            _notModelled.Add(call, why, ++_made);
            return;
        }

        _processes.MemoryOf(process);
        if (StraceOperation.Of(call, row, process) is { } operation)
        {
            DoOverlapping(operation, process.Memory!);
            Do(call, operation, process.Memory!);
        }
    }

    /// <summary>Does those calls before this one that the kernel did before it, although they returned later.</summary>
    private void DoOverlapping(StraceOperation operation, ProcessMemory memory)
    {
        foreach (var other in _overlapping.Pending(operation))
        {
            if (KnownCalls.Find(other.Name) is { Subject: CallSubject.Memory } row
                && _processes.Of(other).Memory == memory
                && StraceOperation.Of(other, row, _processes.Of(other)) is { Make: not null } pending
                && OverlappingCalls.ComesBefore(pending, operation, memory)
                && _done.Add(other))
            {
                Do(other, pending, memory);
            }
        }
    }

    private void Do(StraceCall call, StraceOperation operation, ProcessMemory memory)
    {
        if (operation.IsUnknown)
        {
            _unknown++;
            return;
        }

        _made++;
        if (operation.Refused is { } refused)
        {
            _refused.Add(call, call.Result.Error is { } error ? $"{error}: {refused}" : refused, _made);
            return;
        }

        if (operation.NotModelled is { } why)
        {
            _notModelled.Add(call, why, _made);
            if (call.Succeeded)
            {
                memory.Forget(operation.Range.Start, operation.Range.Length);
            }

            return;
        }

        var result = operation.Make!();
        if (operation.Unmaps || operation.Placed != default)
        {
            memory.NotModelled.Remove(operation.Range.Start, operation.Range.End);
        }

        _changes.Add(new(_made, call, memory, operation));
        _overmapped ??= result.Error == Errno.EEXIST && call.Succeeded && !_calls.Exists(c => c.Name == "munmap") ? call.Line : null;
        var (expected, actual) = (Outcome(call.Result.Error, call.Result.Value), Outcome(result.Error == Errno.None ? null : result.Error.ToString(), result.Value));
        if (operation.IsCompared && expected != actual && _mismatches.Count < TraceReplayer.MaxMismatches)
        {
            _mismatches.Add(new(_made, call.Line, "outcome", expected, actual) { Operation = Words(call) });
        }
    }

    private IEnumerable<string> Notes(ProcessMemory<TFlags> memory)
    {
        if (_log.OtherLines > 0)
        {
            yield return Invariant($"{Count(_log.OtherLines, "line is", "lines are")} not strace's, the first of them line {_log.FirstOtherLine}");
        }

        if (!_hasProgram && !memory.IsWhole)
        {
            yield return "the log has no successful execve: what was mapped before it begins is not known; --from MAPS tells, with /proc/PID/maps of that moment";
        }

        if (_processes.SupposedThreads is { Count: > 0 } threads)
        {
            yield return Invariant(
                $"the log does not have how {Count(threads.Count, "process begins", "processes begin")} ({string.Join(", ", threads.Take(4))}{(threads.Count > 4 ? ", …" : "")}); taken as threads of {_processes.First!.Id}, which they were attached with");
        }

        if (_processes.UnseenThreads > 0)
        {
            yield return Invariant(
                $"{Count(_processes.UnseenThreads, "thread has", "threads have")} no line in the log: -f follows them; where -ff wrote them to other files, strace-log-merge joins those");
        }

        if (_files.HasUnknown)
        {
            yield return "the log was made without -y and does not have how files were opened: which files are mapped is not known";
        }

        if (_files.CutNames.Count > 0)
        {
            yield return "names of memory are cut in the log, and those that begin alike are taken for one: strace -s 80 writes them whole";
        }

        if (_overmapped is { } line)
        {
            yield return Invariant($"the log places memory where other memory is, first in line {line}, and has no munmap at all: was it traced (-e trace=memory)?");
        }

        foreach (var call in _unended.All)
        {
            yield return Invariant($"{Count(call.Count, $"call of {call.Name} has", $"calls of {call.Name} have")} no result in the log and {(call.Count == 1 ? "was" : "were")} not made, the first in line {call.Line}");
        }
    }

    private static string Count(long count, string one, string many) => Invariant($"{count} {(count == 1 ? one : many)}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>An outcome as an object of a trace.</summary>
    private static string Outcome(string? error, ulong value) =>
        error is not null ? $"{{\"err\":{TraceWriter.Quote(error)}}}" : value == 0 ? "{\"ret\":0}" : Invariant($"{{\"ret\":\"0x{value:x}\"}}");

    private string Words(StraceCall call)
    {
        var words = CallWords.Of(call, _machine.PageSize);
        return _processes.First is { } first && first.Id != call.Process ? Invariant($"{words}, by process {call.Process}") : words;
    }

    /// <summary>A difference at the end, told of the call that changed the memory last; of the end itself where none did.</summary>
    private TraceMismatch AtEnd(AddressRange at, ProcessMemory memory, string expected, string actual)
    {
        var change = _changes.FindLast(c => c.Memory == memory && c.Concerns(at));
        return change is null
            ? new(_made, _calls.Count > 0 ? _calls[^1].Line : 0, "vmas", expected, actual) { Operation = "the end of the log" }
            : new(change.Number, change.Call.Line, "vmas", expected, actual) { Operation = Words(change.Call) + ", the last to change memory that differs at the end" };
    }

    /// <summary>A call that was made.</summary>
    private sealed record Change(long Number, StraceCall Call, ProcessMemory Memory, StraceOperation Operation)
    {
        public bool Concerns(AddressRange range) => OverlappingCalls.Overlap(Operation.Range, range) || OverlappingCalls.Overlap(Operation.Placed, range);
    }

    private static string Hash(AddressSpace<TFlags> space)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var vma in space)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{vma.Start:x}-{vma.End:x} {vma.Flags:X} {vma.PageOffset:x} {vma.File?.Name}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }
}
