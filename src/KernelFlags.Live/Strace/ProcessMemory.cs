using KernelFlags.Live.Maps;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>The memory of a process in a log, which its threads share: an address space, and the files in it by their paths.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class ProcessMemory<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>Larger than any file: a log does not tell sizes.</summary>
    private const ulong FileSize = 1UL << 46;

    private const string Heap = "[heap]";
    private const string Stack = "[stack]";

    private readonly Dictionary<string, VmaFile> _files;

    private ProcessMemory(AddressSpace<TFlags> space, Dictionary<string, VmaFile> files, bool isWhole) =>
        (Space, _files, IsWhole) = (space, files, isWhole);

    /// <summary>Memory as maps shows it; without maps there is nothing in it yet, and what the log does not map stays unknown.</summary>
    /// <param name="capabilities">What the kernel does.</param>
    /// <param name="maps">The VMAs.</param>
    /// <param name="heapStart">Where the heap begins; 0 where there is none.</param>
    public ProcessMemory(KernelCapabilities capabilities, IReadOnlyList<MapsEntry>? maps, ulong heapStart)
        : this(
            new(new() { Machine = new(capabilities), BreakStart = maps?.Where(m => m.Backing.Path == Heap).Select(m => (ulong?)m.Start).FirstOrDefault() ?? heapStart }),
            new(StringComparer.Ordinal),
            maps is not null)
    {
        foreach (var entry in maps ?? [])
        {
            Add(entry);
        }
    }

    public AddressSpace<TFlags> Space { get; }

    /// <summary>Whether everything that is mapped is in it.</summary>
    public bool IsWhole { get; }

    public ProcessMemory<TFlags> Fork() => new(Space.Fork(), _files, IsWhole);

    /// <summary>The file of a path. A log does not tell one opening of it from another.</summary>
    public VmaFile File(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            file = new VmaFile(FileKind.Regular, FileSize, cached: false, name: path);
            _files.Add(path, file);
        }

        return file;
    }

    /// <summary>Whether each page of a range is mapped, as far as is known.</summary>
    public bool IsMapped(ulong start, ulong length)
    {
        while (length > 0 && Space.TryFind(start, out var vma))
        {
            var part = Math.Min(length, vma.End - start);
            (start, length) = (start + part, length - part);
        }

        return length == 0;
    }

    private void Add(MapsEntry entry)
    {
        if (entry.Backing.Path == Heap)
        {
            Space.Brk(entry.End);
            return;
        }

        var flags = MapFlags.Fixed | (entry.Perm[3] == 's' ? MapFlags.Shared : MapFlags.Private);
        flags |= entry.Backing.Path == Stack ? MapFlags.GrowsDown : MapFlags.None;
        var path = MapsPath.Of(entry);
        var file = path.Length == 0 ? null : File(path);
        Space.Mmap(entry.Start, entry.Length, Rights(entry.Perm), file is null ? flags | MapFlags.Anonymous : flags, file, entry.Offset);
    }

    private static Protection Rights(string perm) =>
        (perm[0] == 'r' ? Protection.Read : 0) | (perm[1] == 'w' ? Protection.Write : 0) | (perm[2] == 'x' ? Protection.Exec : 0);
}

/// <summary>The names that maps shows, made comparable with those in a log.</summary>
internal static class MapsPath
{
    private const string Deleted = " (deleted)";

    /// <summary>The path of a file or of what the kernel itself maps; empty for anonymous memory, with a name or without.</summary>
    public static string Of(MapsEntry entry) => entry.Backing.Path switch
    {
        "[heap]" or "[stack]" => "",
        var path when path.StartsWith("[anon", StringComparison.Ordinal) => "",
        var path => path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path,
    };
}
