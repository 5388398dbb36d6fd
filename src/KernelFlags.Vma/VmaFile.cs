using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma;

/// <summary>What kind of file stands behind a mapping.</summary>
public enum FileKind
{
    /// <summary>A file on a disk file system.</summary>
    Regular,

    /// <summary>A file of memfd_create(2) or on tmpfs: its pages are shmem.</summary>
    Memfd,

    /// <summary>What stands behind a <c>MAP_SHARED|MAP_ANONYMOUS</c> mapping: shmem too, shown without a name.</summary>
    SharedAnonymous,
}

/// <summary>
/// An open file (open(2)) that can be mapped. Mappings merge only where they are of the same one; <see cref="Reopen"/> makes another
/// one of the same contents. The page cache behind it is shared by every address space that maps it.
/// </summary>
public sealed class VmaFile
{
    /// <summary>A file with contents of its own.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="options">How it was opened and lies in memory; null for the defaults.</param>
    public VmaFile(FileKind kind, ulong size, VmaFileOptions? options = null)
        : this(new PageCache(kind, size, options ??= new()), options.IsWritable, options.HasCloseHook, options.Name)
    {
    }

    private VmaFile(PageCache pages, bool writable, bool hasCloseHook, string? name) =>
        (Pages, IsWritable, HasCloseHook, Name) = (pages, writable, hasCloseHook, name);

    /// <summary>Its kind.</summary>
    public FileKind Kind => Pages.Kind;

    /// <summary>Its size in bytes.</summary>
    public ulong Size => Pages.Size;

    /// <summary>Whether it was opened for writing.</summary>
    public bool IsWritable { get; }

    /// <summary>Whether its mappings must be told when they go away, so that no merge may delete one.</summary>
    public bool HasCloseHook { get; }

    /// <summary>What <c>/proc/PID/maps</c> would show.</summary>
    public string? Name { get; }

    /// <summary>The device that <c>maps</c> shows. The engine does not look at it.</summary>
    public (uint Major, uint Minor) Device { get; set; }

    /// <summary>The inode that <c>maps</c> shows. The engine does not look at it.</summary>
    public ulong Inode { get; set; }

    /// <summary>What <c>maps</c> shows of it: shared anonymous memory is a file of the kernel's own.</summary>
    internal string? ShownName => Name ?? (Kind == FileKind.SharedAnonymous ? "/dev/zero (deleted)" : null);

    internal PageCache Pages { get; }

    internal bool IsShmem => Kind != FileKind.Regular;

    /// <summary>The same contents, opened once more: mappings of the one never merge with mappings of the other.</summary>
    /// <param name="writable">Whether it is opened for writing.</param>
    /// <returns>The open file.</returns>
    public VmaFile Reopen(bool writable) => new(Pages, writable, HasCloseHook, Name) { Device = Device, Inode = Inode };

    /// <summary>Changes the size (ftruncate(2)). Pages beyond the new end leave every address space that maps them; guards stay.</summary>
    /// <param name="size">The new size in bytes.</param>
    public void Truncate(ulong size)
    {
        using var locked = Pages.Lock<RealSync>();
        Pages.Truncate(size);
    }
}

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
