using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Maps.Machine;

/// <summary>A process as one look found it.</summary>
/// <param name="Process">The process.</param>
/// <param name="PerMinute">By how many VMAs a minute it has grown since the look before; null where there was none.</param>
internal sealed record MachineRow(ProcessCount Process, double? PerMinute);

/// <summary>The processes of a control group as one look found them.</summary>
/// <param name="Cgroup">The group's path; null where none is told.</param>
/// <param name="Rows">Its processes, the nearest to the limit first.</param>
internal sealed record MachineGroup(string? Cgroup, IReadOnlyList<MachineRow> Rows)
{
    /// <summary>The VMAs of all of them.</summary>
    public int Vmas => Rows.Sum(row => row.Process.Vmas);
}

/// <summary>What one look at the processes of a machine found.</summary>
/// <param name="At">When.</param>
/// <param name="Limit">The most VMAs of a process.</param>
/// <param name="Rows">The processes, the nearest to the limit first.</param>
/// <param name="Found">What was counted.</param>
internal sealed record MachineLook(DateTimeOffset At, int Limit, IReadOnlyList<MachineRow> Rows, MachineProcesses Found)
{
    /// <summary>The processes by their control groups, that with the process nearest to the limit first.</summary>
    public IReadOnlyList<MachineGroup> Groups { get; } =
        [.. Rows.GroupBy(row => row.Process.Cgroup, StringComparer.Ordinal).Select(group => new MachineGroup(group.Key, [.. group]))];

    /// <summary>Looks.</summary>
    /// <param name="proc">Where proc is mounted.</param>
    /// <param name="pid">The one process that is looked at; null for all.</param>
    /// <param name="before">The look before; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    public static MachineLook Take(string proc, int? pid, int limit, DateTimeOffset at, MachineLook? before, CancellationToken cancel)
    {
        var found = pid is { } one ? MachineProcesses.CountOne(proc, one) : MachineProcesses.Count(proc, cancel);
        var known = before?.Found.Processes.ToDictionary(process => process.Pid) ?? [];
        double? GrowthOf(ProcessCount process) => known.GetValueOrDefault(process.Pid) is { } old && old.Identity == process.Identity && at > before!.At
            ? (process.Vmas - old.Vmas) / (at - before.At).TotalMinutes
            : null;
        var rows = found.Processes.OrderByDescending(process => process.Vmas).ThenBy(process => process.Pid);
        return new(at, limit, [.. rows.Select(process => new MachineRow(process, GrowthOf(process)))], found);
    }

    /// <summary>How many VMAs a process may still get.</summary>
    public int LeftOf(MachineRow row) => Math.Max(0, Limit - row.Process.Vmas);
}
