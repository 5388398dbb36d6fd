namespace KernelFlags.Vma.Readers;

/// <summary>What of a range is in memory, in bytes, as <c>/proc/PID/smaps</c> counts it (proc_pid_smaps(5)).</summary>
/// <param name="Rss">Pages that are mapped, the zero page not counted.</param>
/// <param name="Anonymous">Pages of these that no file holds.</param>
/// <param name="Locked">The share of locked memory: a page that n mappings share counts as one nth.</param>
/// <param name="Huge">What is mapped by a page middle directory.</param>
/// <param name="AnonHuge">What of it no file holds.</param>
public readonly record struct PageUsage(ulong Rss, ulong Anonymous, ulong Locked, ulong Huge, ulong AnonHuge);
