using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Kinds;

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
    VDso,
    SharedMemory,
    JitCode,
    GcHeap,
    AnonymousHuge,
    ThreadStack,
    MallocArena,
    Reservation,
}

/// <summary>Tells the kind of a mapping.</summary>
internal static class MappingKinds
{
    private const string HugeTlb = "ht";
    private const string HugePage = "hg";

    private static readonly string[] KernelCode = ["[vdso]", "[vvar", "[sigpage]", "[vectors]"];
    private static readonly string[] SharedMemoryFiles = ["/dev/shm/", "/SYSV"];

    /// <summary>
    /// Names that programs give their memory: those of Go (go1.25 release notes, GODEBUG decoratemappings), of the heaps of Android's runtime, and of
    /// glibc (glibc.mem.decorate_maps) and bionic.
    /// </summary>
    private static readonly (string Prefix, MappingKind Kind)[] NamesOfMemory =
    [
        ("Go: heap", MappingKind.GcHeap), ("dalvik-", MappingKind.GcHeap), ("glibc: pthread stack", MappingKind.ThreadStack), ("stack_and_tls:", MappingKind.ThreadStack),
        ("glibc: malloc", MappingKind.MallocArena), ("libc_malloc", MappingKind.MallocArena), ("scudo:", MappingKind.MallocArena),
    ];

    private static readonly string[] HugeFiles = ["/anon_hugepage", "/dev/hugepages/"];
    private static readonly string[] SharedAnonymousFiles = ["/dev/zero (deleted)"];
    private static readonly string[] MemoryFiles = ["/memfd:", "/secretmem"];
    private static readonly string[] DeviceFiles = ["anon_inode:", "socket:", "/[aio]", "/dmabuf:"];

    /// <summary>The kinds' names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "heap", "stack", "anonymous", "named anonymous", "anonymous, no access", "shared anonymous", "memfd", "ashmem", "huge pages", "file, code",
        "file, private data", "file, read only", "file, shared", "file, private or shared", "device", "of the kernel", "vDSO", "shared memory",
        "code made at run time", "heap of a collector", "anonymous, huge pages", "thread stack", "malloc arena", "reserved, used in part",
    ];

    /// <summary>Several of a kind that explains its VMAs.</summary>
    public static string Plural(MappingKind kind) => kind switch
    {
        MappingKind.ThreadStack => "stacks of threads",
        MappingKind.MallocArena => "arenas of malloc",
        _ => Names[(int)kind],
    };

    /// <summary>The VMA that every process is shown and none has: it counts nowhere.</summary>
    /// <returns>True for that one.</returns>
    public static bool IsGate(in MapsEntry entry) => entry.Backing.Path == "[vsyscall]";

    /// <summary>Whether a VMA is private memory without a file and a name: what it is used for only its neighbours tell, if anything.</summary>
    public static bool IsPlain(in MapsEntry entry) => !entry.Backing.HasFile && entry.Backing.Path.Length == 0 && entry.IsShared is not true;

    /// <summary>Whether its flags have a mnemonic.</summary>
    /// <returns>False also where they are not told.</returns>
    public static bool Has(in MapsEntry entry, string mnemonic) => entry.VmFlags is { } flags && HasFlag(flags, mnemonic);

    /// <summary>The kind of a VMA, by what is shown of it alone.</summary>
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
            return backing.AnonymousName is { } name ? Named(name) : path switch
            {
                "[heap]" => MappingKind.Heap,
                "" => Unnamed(entry),
                _ => StartsWithAny(path, KernelCode) ? MappingKind.VDso : backing.IsKernels ? MappingKind.Kernel : MappingKind.Stack,
            };
        }

        return backing.AnonymousName is not null || StartsWithAny(path, SharedAnonymousFiles) ? MappingKind.SharedAnonymous
            : StartsWithAny(path, SharedMemoryFiles) ? MappingKind.SharedMemory
            : StartsWithAny(path, MemoryFiles) ? entry.Perm[2] == 'x' ? MappingKind.JitCode : Starts(path, RuntimeSetting.JavaHeap) ? MappingKind.GcHeap : MappingKind.Memfd
            : Starts(path, "/dev/ashmem") ? MappingKind.Ashmem
            : IsDevice(path) ? MappingKind.Device
            : entry.IsShared is true ? MappingKind.SharedFile
            : entry.Perm[2] == 'x' ? MappingKind.Code
            : entry.Perm[1] != 'w' ? MappingKind.FileReadOnly
            : entry.IsShared is null ? MappingKind.File
            : MappingKind.FileData;
    }

    private static MappingKind Unnamed(in MapsEntry entry) =>
        entry.Perm.StartsWith("---", StringComparison.Ordinal) ? MappingKind.NoAccess
        : entry.Perm[2] == 'x' ? MappingKind.JitCode
        : entry.Huge > 0 || Has(entry, HugePage) ? MappingKind.AnonymousHuge
        : MappingKind.Anonymous;

    private static MappingKind Named(string name)
    {
        foreach (var (prefix, kind) in NamesOfMemory)
        {
            if (Starts(name, prefix))
            {
                return kind;
            }
        }

        return MappingKind.NamedAnonymous;
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
