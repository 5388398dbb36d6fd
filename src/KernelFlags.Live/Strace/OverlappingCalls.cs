using KernelFlags.Live.Strace.Calls;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>
/// Calls of several threads that overlap in time. Strace tells of a call's end when the thread runs on, which may be after another thread
/// already had what the kernel did: a munmap(2) that returns behind an mmap(2) which was given its addresses came before it.
/// </summary>
/// <param name="calls">The calls, in the order of their ends.</param>
internal sealed class OverlappingCalls(IReadOnlyList<StraceCall> calls)
{
    private readonly List<StraceCall> _waiting = [.. calls.Where(c => c.Begin < c.Line && c.Begin > 0 && c.Succeeded && IsOfMemory(c)).OrderBy(c => c.Begin)];
    private readonly Dictionary<StraceCall, AddressRange> _pending = new(ReferenceEqualityComparer.Instance);
    private readonly PriorityQueue<StraceCall, long> _ends = new();
    private int _next;

    /// <summary>Goes to a call.</summary>
    public void MoveTo(StraceCall call)
    {
        for (; _next < _waiting.Count && _waiting[_next].Begin < call.Line; _next++)
        {
            _pending.Add(_waiting[_next], Reach(_waiting[_next]));
            _ends.Enqueue(_waiting[_next], _waiting[_next].Line);
        }

        while (_ends.TryPeek(out var ended, out var line) && line <= call.Line)
        {
            _pending.Remove(ended);
            _ends.Dequeue();
        }
    }

    /// <summary>The calls that began before the one that was gone to, and return later.</summary>
    /// <param name="operation">What that one does.</param>
    public IReadOnlyList<StraceCall> Pending(StraceOperation operation)
    {
        var found = new List<StraceCall>();
        if (operation.Make is not null && (operation.Unmaps || operation.Placed != default))
        {
            foreach (var (call, reach) in _pending)
            {
                if (Overlap(reach, operation.Placed) || Overlap(reach, operation.Range))
                {
                    found.Add(call);
                }
            }
        }

        found.Sort((one, other) => one.Begin.CompareTo(other.Begin));
        return found;
    }

    private static bool IsOfMemory(StraceCall call) => KnownCalls.Find(call.Name)?.Subject == CallSubject.Memory;

    /// <summary>Where a call may act, as far as its words tell without the memory that it acts on; everywhere where they don't.</summary>
    private static AddressRange Reach(StraceCall call)
    {
        const ulong LargestPage = 1UL << 18;
        var a = call.Arguments;
        return call.Name is not ("ioctl" or "prctl") && a.Count > 1 && StraceArguments.Address(a[0]) is { } start && StraceArguments.Number(a[1]) is { } length
            && (call.Name.Contains("mmap", StringComparison.Ordinal) ? call.Result.Value : start) is var from && length < ulong.MaxValue - LargestPage - from
            ? new(from & ~(LargestPage - 1), from + length + LargestPage)
            : new(0, ulong.MaxValue);
    }

    /// <summary>Whether a call that has not returned yet must have been done before another: it made room where that one was placed, or
    /// changed memory that is gone afterwards.</summary>
    public static bool ComesBefore(StraceOperation pending, StraceOperation operation, ProcessMemory memory) =>
        pending.Unmaps && Overlap(pending.Range, operation.Placed) ? !memory.IsFree(operation.Placed.Start, operation.Placed.Length)
        : operation.Unmaps && !pending.Unmaps && pending.Placed == default && Overlap(pending.Range, operation.Range)
            && memory.IsMapped(pending.Range.Start, pending.Range.Length);

    /// <summary>Whether two ranges have an address in common.</summary>
    public static bool Overlap(AddressRange one, AddressRange other) => one.Start < other.End && other.Start < one.End;
}
