namespace KernelFlags.Live.Traces;

/// <summary>A file that a trace maps. All its pages are written and in the page cache at the start.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind"><c>regular</c> (on a disk file system), <c>memfd</c> (shmem), or the name of the file system.</param>
/// <param name="IsWritable">Whether it was opened for writing.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record TraceFile(int Id, string Kind, bool IsWritable, ulong Size);

/// <summary>A trace's first line: the kernel that it was recorded on, and what the operations refer to.</summary>
public sealed record TraceHeader
{
    /// <summary>The kernel's version; may be cut (<c>6.1.0</c>): what the kernel can do is in <see cref="Probe"/>.</summary>
    public required string Kernel { get; init; }

    /// <summary>The architecture.</summary>
    public string Arch { get; init; } = "x86_64";

    /// <summary>The size of a page in bytes.</summary>
    public ulong PageSize { get; init; } = 4096;

    /// <summary>The window in which everything happens; empty at the start.</summary>
    public required TraceRange Window { get; init; }

    /// <summary>The CONFIG_ options that are told of, without the prefix; empty where the kernel does not tell.</summary>
    public IReadOnlyDictionary<string, bool> Config { get; init; } = new Dictionary<string, bool>();

    /// <summary>The setting vm.max_map_count.</summary>
    public int MaxMapCount { get; init; } = 65530;

    /// <summary>The setting vm.overcommit_memory.</summary>
    public int OvercommitMemory { get; init; }

    /// <summary>Whether protection keys work.</summary>
    public bool ProtectionKeys { get; init; }

    /// <summary>The word chosen in transparent_hugepage/enabled: <c>always</c>, <c>madvise</c>, <c>never</c>.</summary>
    public string Thp { get; init; } = "madvise";

    /// <summary>The word chosen in transparent_hugepage/shmem_enabled.</summary>
    public string ThpShmem { get; init; } = "never";

    /// <summary>Whether PR_SET_THP_DISABLE was on.</summary>
    public bool ThpDisabled { get; init; }

    /// <summary>The setting read_ahead_kb of the disk that the files are on; null where the header does not say.</summary>
    public int? ReadAheadKilobytes { get; init; }

    /// <summary>What the recorder found out by trying: <c>guard</c>, <c>guard_file</c>, <c>guard_pagemap</c>, <c>gu</c>, <c>mseal</c>.</summary>
    public IReadOnlyDictionary<string, bool> Probe { get; init; } = new Dictionary<string, bool>();

    /// <summary>The files.</summary>
    public IReadOnlyList<TraceFile> Files { get; init; } = [];

    /// <summary>The features of each userfaultfd.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Uffd { get; init; } = [];

    /// <summary>The seed of the operations.</summary>
    public long Seed { get; init; }

    /// <summary>The mix of the operations, or the script's name.</summary>
    public string Mix { get; init; } = "";

    /// <summary>Where the heap starts, for brk; null where it lies outside the window.</summary>
    public ulong? HeapStart { get; init; }

    /// <summary>The address below which mmap places by itself, from the top down; null where that is outside the window.</summary>
    public ulong? PlacementTop { get; init; }

    /// <summary>Whether the kernel was found to do something.</summary>
    /// <param name="name">The name in <see cref="Probe"/>.</param>
    /// <returns>Null where it was not tried.</returns>
    public bool? Probed(string name) => Probe.TryGetValue(name, out var value) ? value : null;
}
