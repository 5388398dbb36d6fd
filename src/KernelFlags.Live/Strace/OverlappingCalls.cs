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
    private readonly List<StraceCall> _waiting = [.. calls.Where(c => c.Begin < c.Line && c.Begin > 0 && c.Succeeded).OrderBy(c => c.Begin)];
    private readonly List<StraceCall> _pending = [];
    private int _next;

    /// <summary>Goes to a call.</summary>
    public void MoveTo(StraceCall call)
    {
        for (; _next < _waiting.Count && _waiting[_next].Begin < call.Line; _next++)
        {
            _pending.Add(_waiting[_next]);
        }

        _pending.RemoveAll(c => c.Line <= call.Line);
    }

    /// <summary>The calls that began before the one that was gone to, and return later.</summary>
    /// <param name="operation">What that one does.</param>
    public IReadOnlyList<StraceCall> Pending(StraceOperation operation) =>
        _pending.Count == 0 || operation.Make is null || !(operation.Unmaps || operation.Placed != default) ? [] : [.. _pending];

    /// <summary>Whether a call that has not returned yet must have been done before another: it made room where that one was placed, or
    /// changed memory that is gone afterwards.</summary>
    public static bool ComesBefore(StraceOperation pending, StraceOperation operation, ProcessMemory memory) =>
        pending.Unmaps && Overlap(pending.Range, operation.Placed) ? !memory.IsFree(operation.Placed.Start, operation.Placed.Length)
        : operation.Unmaps && !pending.Unmaps && pending.Placed == default && Overlap(pending.Range, operation.Range)
            && memory.IsMapped(pending.Range.Start, pending.Range.Length);

    /// <summary>Whether two ranges have an address in common.</summary>
    public static bool Overlap(AddressRange one, AddressRange other) => one.Start < other.End && other.Start < one.End;
}
