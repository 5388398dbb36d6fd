namespace KernelFlags.Live.Maps;

/// <summary>A VMA as <c>/proc/PID/maps</c> or <c>smaps</c> shows it (proc_pid_maps(5), proc_pid_smaps(5)). Sizes are in bytes.</summary>
public sealed record MapsEntry
{
    /// <summary>The first byte.</summary>
    public ulong Start { get; init; }

    /// <summary>The byte after the last one.</summary>
    public ulong End { get; init; }

    /// <summary>The four letters: <c>rw-p</c>.</summary>
    public string Perm { get; init; } = "";

    /// <summary>The offset in the file.</summary>
    public ulong Offset { get; init; }

    /// <summary>The device, as it is shown: <c>fe:00</c>.</summary>
    public string Device { get; init; } = "";

    /// <summary>The inode; 0 where no file stands behind it.</summary>
    public ulong Inode { get; init; }

    /// <summary>The path or the name in brackets; empty without one. A path may end in <c> (deleted)</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Pages that are present.</summary>
    public ulong Rss { get; internal set; }

    /// <summary>Pages that no file stands behind.</summary>
    public ulong Anonymous { get; internal set; }

    /// <summary>Locked pages.</summary>
    public ulong Locked { get; internal set; }

    /// <summary>What a PMD maps.</summary>
    public ulong Huge { get; internal set; }

    /// <summary>Swapped out.</summary>
    public ulong Swap { get; internal set; }

    /// <summary>The protection key; 0 also where smaps does not say.</summary>
    public int ProtectionKey { get; internal set; }

    /// <summary>The mnemonics of <c>VmFlags</c>, a blank between them; null where the file has no such line. An empty line is one.</summary>
    public string? VmFlags { get; internal set; }

    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>Whether a file stands behind it, by what is shown.</summary>
    public bool HasFile => Inode != 0;
}
