using KernelFlags.Live.Replay;

namespace KernelFlags.Live.Strace;

/// <summary>A border between two VMAs that only one of both sides has, and that depends on what no log tells.</summary>
/// <param name="At">The address.</param>
/// <param name="IsInMaps">Whether maps has it, and not the engine; else it is the other way round.</param>
/// <param name="Reason">What it depends on: <c>anon_vma</c>.</param>
public sealed record HiddenBorder(ulong At, bool IsInMaps, string Reason);

/// <summary>What came of replaying a log of strace(1).</summary>
/// <param name="Calls">How many calls were made.</param>
/// <param name="Unknown">How many calls were about memory that was mapped before the log begins, and were not made.</param>
/// <param name="Report">The rest, as of a trace; its mismatches and skips are counted in calls of the log.</param>
/// <param name="Borders">Where the engine and maps differ in what a log can't tell.</param>
public sealed record StraceReport(long Calls, long Unknown, TraceReport Report, IReadOnlyList<HiddenBorder> Borders);
