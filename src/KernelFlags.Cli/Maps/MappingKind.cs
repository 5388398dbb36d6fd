using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>Kinds of mapping, as far as what is shown tells them apart.</summary>
internal enum MappingKind
{
    Heap,
    Stack,
    Anonymous,
    NamedAnonymous,
    NoAccess,
    SharedAnonymous,
    Memfd,
    Ashmem,
    HugePages,
    Code,
    FileData,
    FileReadOnly,
    SharedFile,
    File,
    Device,
    Kernel,
}

/// <summary>Tells the kind of a mapping.</summary>
internal static class MappingKinds
{
    private const string HugeTlb = "ht";

    private static readonly string[] HugeFiles = ["/anon_hugepage", "/dev/hugepages/"];
    private static readonly string[] SharedAnonymousFiles = ["/dev/zero (deleted)", "/SYSV"];
    private static readonly string[] MemoryFiles = ["/memfd:", "/secretmem"];
    private static readonly string[] DeviceFiles = ["anon_inode:", "socket:", "/[aio]", "/dmabuf:"];

    /// <summary>The kinds' names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "heap", "stack", "anonymous", "named anonymous", "anonymous, no access", "shared anonymous", "memfd", "ashmem", "huge pages", "file, code",
        "file, private data", "file, read only", "file, shared", "file, private or shared", "device", "of the kernel",
    ];

    /// <summary>The VMA that every process is shown and none has: it counts nowhere.</summary>
    /// <returns>True for that one.</returns>
    public static bool IsGate(in MapsEntry entry) => entry.Backing.Path == "[vsyscall]";

    /// <summary>The kind of a VMA.</summary>
    public static MappingKind Of(in MapsEntry entry)
    {
        var backing = entry.Backing;
        var path = backing.Path;
        if (IsHuge(entry))
        {
            return MappingKind.HugePages;
        }

        if (!backing.HasFile)
        {
            return backing.AnonymousName is not null ? MappingKind.NamedAnonymous : path switch
            {
                "[heap]" => MappingKind.Heap,
                "" => entry.Perm.StartsWith("---", StringComparison.Ordinal) ? MappingKind.NoAccess : MappingKind.Anonymous,
                _ => backing.IsKernels ? MappingKind.Kernel : MappingKind.Stack,
            };
        }

        return backing.AnonymousName is not null || StartsWithAny(path, SharedAnonymousFiles) ? MappingKind.SharedAnonymous
            : StartsWithAny(path, MemoryFiles) ? MappingKind.Memfd
            : Starts(path, "/dev/ashmem") ? MappingKind.Ashmem
            : IsDevice(path) ? MappingKind.Device
            : entry.IsShared is true ? MappingKind.SharedFile
            : entry.Perm[2] == 'x' ? MappingKind.Code
            : entry.Perm[1] != 'w' ? MappingKind.FileReadOnly
            : entry.IsShared is null ? MappingKind.File
            : MappingKind.FileData;
    }

    private static bool IsHuge(in MapsEntry entry) =>
        entry.HugeTlb > 0 || (entry.VmFlags is { } flags && HasFlag(flags, HugeTlb)) || StartsWithAny(entry.Backing.Path, HugeFiles);

    private static bool HasFlag(string line, string mnemonic) =>
        line.Contains(mnemonic, StringComparison.Ordinal) && line.Split(' ').Contains(mnemonic, StringComparer.Ordinal);

    private static bool IsDevice(string path) => StartsWithAny(path, DeviceFiles) || (Starts(path, "/dev/") && !Starts(path, "/dev/shm/"));

    private static bool StartsWithAny(string path, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (Starts(path, prefix))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Starts(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal);
}
