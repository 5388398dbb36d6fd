namespace KernelFlags.Vma;

/// <summary>A virtual memory area as it was when it was looked at.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly record struct Vma<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The first byte.</summary>
    public ulong Start { get; init; }

    /// <summary>The byte after the last one.</summary>
    public ulong End { get; init; }

    /// <summary>The flags.</summary>
    public TFlags Flags { get; init; }

    /// <summary>The page offset, in pages: the place in the file; for private anonymous memory the number that merging compares.</summary>
    public ulong PageOffset { get; init; }

    /// <summary>The file; null for private anonymous memory.</summary>
    public VmaFile? File { get; init; }

    /// <summary>The name of anonymous memory (<c>PR_SET_VMA_ANON_NAME</c>); null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The memory policy; null for the process's.</summary>
    public MemoryPolicy? Policy { get; init; }

    /// <summary>The userfaultfd that watches it; null for none.</summary>
    public Userfaultfd? Uffd { get; init; }

    /// <summary>Which <c>anon_vma</c> it has, by a number; 0 for none.</summary>
    public int AnonVma { get; init; }

    /// <summary>Its identity, which stays while it lives.</summary>
    public int Id { get; init; }

    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;
}

/// <summary>What of a range is in memory, in bytes, as <c>/proc/PID/smaps</c> counts it (proc_pid_smaps(5)).</summary>
/// <param name="Rss">Pages that are mapped, the zero page not counted.</param>
/// <param name="Anonymous">Pages of these that no file holds.</param>
/// <param name="Locked">The share of locked memory: a page that n mappings share counts as one nth.</param>
/// <param name="Huge">What is mapped by a page middle directory.</param>
public readonly record struct PageUsage(ulong Rss, ulong Anonymous, ulong Locked, ulong Huge);
