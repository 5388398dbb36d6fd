using System.Text;
using KernelFlags.Live.Recording;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Fuzzing;

/// <summary>Does operations to the running kernel and to the engine, and compares what came of each and every field of what is seen then.</summary>
internal sealed class SideBySide(LiveTarget live, ITraceTarget engine)
{
    private readonly TraceSnapshot _modelled = new();

    /// <summary>What the running kernel was asked, and what it showed.</summary>
    public LiveRun Run { get; } = new(live);

    /// <summary>Does an operation on both sides.</summary>
    /// <param name="operation">The operation; it gets its number and what the kernel made of it.</param>
    /// <returns>The first difference; null when both are the same.</returns>
    public FuzzMismatch? Do(TraceOperation operation)
    {
        Run.Do(operation);
        var mismatch = Compare(operation);
        if (mismatch is not null)
        {
            live.ThrowIfEnded();
        }

        return mismatch;
    }

    private FuzzMismatch? Compare(TraceOperation operation)
    {
        if (engine.Apply(operation, out var outcome) is { } why)
        {
            return new FuzzMismatch("outcome", Text(operation, operation.Outcome), TraceWriter.Quote(why));
        }

        if (outcome != operation.Outcome)
        {
            return new FuzzMismatch("outcome", Text(operation, operation.Outcome), Text(operation, outcome));
        }

        foreach (var space in Run.Shown)
        {
            _modelled.Clear();
            engine.Snapshot(space.Last.AddressSpace, _modelled);
            if (SnapshotDifference.Of(space.Last, _modelled, TraceComparison.All) is [var (kind, expected, actual), ..])
            {
                return new FuzzMismatch(kind, expected, actual);
            }
        }

        return null;
    }

    private static string Text(TraceOperation operation, TraceOutcome outcome)
    {
        var text = new TraceWriter();
        text.AddOutcome(outcome, TraceCalls.Of(operation.Op).ReturnsAddress);
        return "{" + Encoding.UTF8.GetString(text.Text[1..]) + "}";
    }
}
