namespace KernelFlags.Vma;

/// <summary>How a <see cref="VmaFile"/> was opened, and what of it is in memory at the start.</summary>
public sealed class VmaFileOptions
{
    private readonly int _folioPages = 1;
    private readonly int _readAheadPages = 32;

    /// <summary>Whether it was opened for writing.</summary>
    public bool IsWritable { get; init; } = true;

    /// <summary>Whether all its pages are in the page cache at the start; else they come as they are touched.</summary>
    public bool IsCached { get; init; } = true;

    /// <summary>Of how many pages the folios are that hold them at the start, a power of two up to 512: what was written in pieces of 64 KiB to a
    /// file system with large folios lies in 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public int FolioPages
    {
        get => _folioPages;
        init => _folioPages = int.IsPow2(value) && value <= 512
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A folio has a power of two pages, 512 at most.");
    }

    /// <summary>Whether its mappings must be told when they go away, so that no merge may delete one.</summary>
    public bool HasCloseHook { get; init; }

    /// <summary>What <c>/proc/PID/maps</c> would show; the engine does not look at it.</summary>
    public string? Name { get; init; }

    /// <summary>How many pages a fault reads in that finds its page missing on a disk: <c>read_ahead_kb</c> of the disk, which mostly is
    /// 128 KiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int ReadAheadPages
    {
        get => _readAheadPages;
        init => _readAheadPages = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "No fault reads fewer pages than none.");
    }
}
