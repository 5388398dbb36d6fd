using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Replay;

/// <summary>What the operations of a trace are done to: an engine's address spaces, or those of processes on the running kernel.</summary>
public interface ITraceTarget
{
    /// <summary>Does an operation. A fork that succeeds makes the address space <see cref="TraceOperation.Child"/>.</summary>
    /// <param name="operation">The operation; its outcome is not looked at.</param>
    /// <param name="outcome">What came of it.</param>
    /// <returns>Null when it was done; else why it can't be: what is not modelled.</returns>
    string? Apply(TraceOperation operation, out TraceOutcome outcome);

    /// <summary>Looks at an address space that is alive.</summary>
    /// <param name="addressSpace">Its number.</param>
    /// <param name="snapshot">What is filled, but for <see cref="TraceSnapshot.Number"/> and <see cref="TraceSnapshot.AddressSpace"/>.</param>
    void Snapshot(int addressSpace, TraceSnapshot snapshot);
}
