using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Fuzzing;

/// <summary>In what the engine differs from the running kernel after an operation.</summary>
/// <param name="Kind"><c>outcome</c>, <c>vmas</c>, <c>guard</c>, <c>present</c> or <c>uffd_wp</c>.</param>
/// <param name="Expected">What the kernel did, as JSON.</param>
/// <param name="Actual">What the engine did, as JSON.</param>
public sealed record FuzzMismatch(string Kind, string Expected, string Actual);

/// <summary>Operations after the last of which the engine differs from the running kernel.</summary>
public sealed record FuzzFinding
{
    /// <summary>What the operations are done in.</summary>
    public required LiveOptions Options { get; init; }

    /// <summary>The first line of their trace.</summary>
    public required TraceHeader Header { get; init; }

    /// <summary>The operations, with what the kernel made of each.</summary>
    public required IReadOnlyList<TraceOperation> Operations { get; init; }

    /// <summary>The first difference.</summary>
    public required FuzzMismatch Mismatch { get; init; }

    /// <summary>What the kernel showed after the last operation: the address space, and the one that a fork made.</summary>
    public required IReadOnlyList<TraceSnapshot> Shown { get; init; }
}

/// <summary>What came of a run.</summary>
/// <param name="Operations">How many operations were done.</param>
/// <param name="Finding">The first mismatch; null when there was none.</param>
/// <param name="Stopped">Why it ended before its time, without a mismatch; null when it did not.</param>
public sealed record FuzzRun(long Operations, FuzzFinding? Finding, string? Stopped);
