using KernelFlags.Live.Replay;

namespace KernelFlags.Live.Strace;

/// <summary>A border between two VMAs that only one of both sides has, and that depends on what no log tells.</summary>
/// <param name="At">The address.</param>
/// <param name="IsInMaps">Whether maps has it, and not the engine; else it is the other way round.</param>
/// <param name="Reason">What it depends on: <c>anon_vma</c>; or <c>file</c>, where the log does not know the files.</param>
public sealed record HiddenBorder(ulong At, bool IsInMaps, string Reason);

/// <summary>Calls of one name that were not made for one reason.</summary>
/// <param name="Name">The call.</param>
/// <param name="Why">The reason.</param>
/// <param name="Number">The number of the first one.</param>
/// <param name="Line">Its line.</param>
/// <param name="Count">How many they are.</param>
public sealed record StraceOmission(string Name, string Why, long Number, long Line, long Count);

/// <summary>What came of replaying a log of strace(1).</summary>
/// <param name="Unknown">How many calls were about memory that was mapped before the log begins, and were not made.</param>
/// <param name="Report">The rest, as of a trace; its mismatches and skips are counted in calls of the log.</param>
/// <param name="Borders">Where the engine and maps differ in what a log can't tell.</param>
/// <param name="NotModelled">The calls that the engine does not model, which <paramref name="Report"/> names one by one as far as they are few.</param>
/// <param name="Refused">Calls that failed for what no log tells, such as a limit of memory: they are no difference, and were not made.</param>
/// <param name="Notes">What is to be known of the log, in sentences.</param>
public sealed record StraceReport(
    long Unknown,
    TraceReport Report,
    IReadOnlyList<HiddenBorder> Borders,
    IReadOnlyList<StraceOmission> NotModelled,
    IReadOnlyList<StraceOmission> Refused,
    IReadOnlyList<string> Notes);
