using KernelFlags.Live.Traces;
using static KernelFlags.Live.Recording.OperationDraw;

namespace KernelFlags.Live.Recording;

/// <summary>What was done a short while ago, to be undone or repeated.</summary>
internal sealed class OperationMemory(OperationDraw draw)
{
    private const int RingSize = 16;
    private const int RecentSize = 8;

    private readonly (TraceOperation Operation, TraceVma? Before)[] _ring = new (TraceOperation, TraceVma?)[RingSize];
    private readonly (ulong Address, ulong Length)[] _recent = new (ulong, ulong)[RecentSize];
    private uint _remembered;

    public bool IsEmpty => _remembered == 0;

    /// <summary>Remembers an operation that succeeded on whole pages of the window.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="before">The mapping that was at its address.</param>
    public void Add(TraceOperation o, TraceOutcome outcome, TraceVma? before)
    {
        if (outcome.Errno != 0 || o.Op is TraceOp.Touch or TraceOp.Brk or TraceOp.Fork or TraceOp.Exit || !draw.IsInWindow(o.Address, o.Length)
            || o.Length == 0 || o.Address % Page != 0 || o.Length % Page != 0)
        {
            return;
        }

        _ring[_remembered % RingSize] = (o.Copy(), before);
        _recent[_remembered % RecentSize] = (o.Address, o.Length);
        _remembered++;
    }

    /// <summary>A range that something was done to.</summary>
    public (ulong Address, ulong Length) DrawRange() => _recent[draw.Below(Math.Min(_remembered, RecentSize))];

    /// <summary>An operation, and the mapping that was at its address before.</summary>
    public (TraceOperation Operation, TraceVma? Before) DrawOperation()
    {
        var count = Math.Min(_remembered, RingSize);
        return _ring[(_remembered - 1 - (uint)draw.Below((ulong)(draw.Percent(50) ? Math.Min(count, 3) : count))) % RingSize];
    }
}
