using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>The files of a log, by their paths, for all of its processes. A log does not tell their sizes.</summary>
internal sealed class LogFiles
{
    /// <summary>Larger than any file.</summary>
    public const ulong AnySize = 1UL << 46;

    private readonly Dictionary<string, VmaFile> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<VmaFile> _opened = [];
    private readonly HashSet<VmaFile> _unknown = [];
    private readonly HashSet<VmaFile> _mapped = [];

    /// <summary>The sizes of System V segments (shmget(2)), in bytes.</summary>
    public Dictionary<ulong, ulong> Segments { get; } = [];

    /// <summary>Names of anonymous memory that the log has only the beginning of.</summary>
    public HashSet<string> CutNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether files were mapped that the log does not know: it was made without <c>-y</c> and does not have how they were opened.</summary>
    public bool HasUnknown => _unknown.Overlaps(_mapped);

    /// <summary>The file of a path. Without how it was opened, one opening of it is not told from another.</summary>
    public VmaFile OfPath(string path)
    {
        // A line feed in a path is written as maps writes it.
        path = path.Replace("\n", "\\012", StringComparison.Ordinal);
        if (!_byPath.TryGetValue(path, out var file))
        {
            file = new VmaFile(IsShmem(path) ? FileKind.Memfd : FileKind.Regular, AnySize, new() { IsCached = false, Name = path });
            _byPath.Add(path, file);
        }

        return file;
    }

    /// <summary>A path, opened.</summary>
    /// <param name="isWritable">Whether for writing.</param>
    /// <param name="isResolved">Whether it is what maps shows, not what the program asked for, which may lead there over links.</param>
    public VmaFile Open(string path, bool isWritable, bool isResolved)
    {
        var file = OfPath(path).Reopen(isWritable);
        if (!isResolved)
        {
            _opened.Add(file);
        }

        return file;
    }

    /// <summary>A file of which nothing is known.</summary>
    public VmaFile Unknown()
    {
        var file = new VmaFile(FileKind.Regular, AnySize, new() { IsCached = false });
        _unknown.Add(file);
        return file;
    }

    public bool IsUnknown(VmaFile? file) => file is not null && _unknown.Contains(file);

    /// <summary>Takes note of a file of whose name the log has the beginning.</summary>
    public void SetNamedInPart(VmaFile file) => _opened.Add(file);

    /// <summary>Whether a file has the name that the program opened it by, which need not be the one that maps shows.</summary>
    public bool IsNameAsked(VmaFile? file) => file is not null && _opened.Contains(file);

    public void SetMapped(VmaFile file) => _mapped.Add(file);

    /// <summary>Whether an opening of a file with these contents was mapped.</summary>
    public bool WasMapped(VmaFile file) =>
        _mapped.Contains(file) || (file.Name is { } name && _mapped.Any(m => m.Name == name));

    /// <summary>Why memory of a path is none that the engine models; null where it is a file like others.</summary>
    public static string? WhyNotModelled(string path)
    {
        const string Device = "memory of a device is not modelled";
        return path.Contains("hugepages", StringComparison.Ordinal) || path.Contains("hugetlbfs", StringComparison.Ordinal)
            || path.StartsWith("/mnt/huge", StringComparison.Ordinal) || path.StartsWith("/anon_hugepage", StringComparison.Ordinal)
                ? "memory of hugetlbfs is not modelled"
            : path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal) ? Device
            : path.StartsWith("/sys/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal) ? Device
            : path.Contains("<char ", StringComparison.Ordinal) || path.Contains("<block ", StringComparison.Ordinal) ? Device
            : path.StartsWith("/dmabuf:", StringComparison.Ordinal) || path.StartsWith("/secretmem", StringComparison.Ordinal) ? Device
            : path.StartsWith('/') || !path.Contains(':', StringComparison.Ordinal) ? null
            : $"memory of {path[..path.IndexOf(':', StringComparison.Ordinal)]} is not modelled";
    }

    private static bool IsShmem(string path) =>
        path.StartsWith("/memfd:", StringComparison.Ordinal) || path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}

/// <summary>What a descriptor stands for.</summary>
/// <param name="File">The file; null where it can't be mapped, or not by the engine.</param>
/// <param name="Path">The path, where <c>-y</c> tells it.</param>
/// <param name="WhyNot">Why it is not modelled; null where it is.</param>
/// <param name="Uffd">The userfaultfd that it is; null for others.</param>
/// <param name="ClosesOnExec">Whether execve(2) closes it.</param>
internal sealed record OpenFile(VmaFile? File, string? Path = null, string? WhyNot = null, Userfaultfd? Uffd = null, bool ClosesOnExec = false);

/// <summary>The descriptors of a process, which its threads share.</summary>
internal sealed class FileTable
{
    private readonly Dictionary<int, OpenFile> _open = [];

    public OpenFile? this[int descriptor]
    {
        get => _open.GetValueOrDefault(descriptor);
        set
        {
            if (value is null)
            {
                _open.Remove(descriptor);
            }
            else
            {
                _open[descriptor] = value;
            }
        }
    }

    public IEnumerable<int> Descriptors => _open.Keys;

    /// <summary>The table that a child has, or a program that another one became.</summary>
    /// <param name="isExec">Whether execve(2) makes it.</param>
    public FileTable Copy(bool isExec)
    {
        var copy = new FileTable();
        foreach (var (descriptor, file) in _open.Where(row => !isExec || !row.Value.ClosesOnExec))
        {
            copy._open.Add(descriptor, file);
        }

        return copy;
    }
}
