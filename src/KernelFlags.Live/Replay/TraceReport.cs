namespace KernelFlags.Live.Replay;

/// <summary>What of a snapshot is compared.</summary>
public enum TraceComparison
{
    /// <summary>Every field.</summary>
    All,

    /// <summary>Of each VMA start, end, perm, off, file, vmflags and name.</summary>
    Vmas,
}

/// <summary>Something in which a trace and what it was compared with differ.</summary>
/// <param name="Number">The number of the operation.</param>
/// <param name="Line">The line of the trace.</param>
/// <param name="Kind"><c>outcome</c>, <c>vmas</c>, <c>guard</c>, <c>present</c> or <c>uffd_wp</c>.</param>
/// <param name="Expected">What the trace says, as JSON.</param>
/// <param name="Actual">What was found, as JSON.</param>
public sealed record TraceMismatch(long Number, long Line, string Kind, string Expected, string Actual)
{
    /// <summary>The operation in words; null where there is none.</summary>
    public string? Operation { get; init; }
}

/// <summary>An operation that could not be done.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Why">What is not modelled.</param>
public sealed record TraceSkip(long Number, string Why);

/// <summary>What came of replaying a trace.</summary>
/// <param name="Operations">How many operations were done.</param>
/// <param name="Snapshots">How many snapshots were compared.</param>
/// <param name="Hash">A hash of all address spaces at the end; it depends on the operations alone.</param>
/// <param name="Mismatches">What differs, in the trace's order; the first <see cref="TraceReplayer.MaxMismatches"/>.</param>
/// <param name="Skipped">The operations that could not be done.</param>
public sealed record TraceReport(
    long Operations, long Snapshots, string Hash, IReadOnlyList<TraceMismatch> Mismatches, IReadOnlyList<TraceSkip> Skipped)
{
    /// <summary>Whether everything was done and nothing differs.</summary>
    public bool Passed => Mismatches.Count == 0 && Skipped.Count == 0;
}
