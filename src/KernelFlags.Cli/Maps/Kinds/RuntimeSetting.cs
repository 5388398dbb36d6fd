namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>What an operator can set, where a runtime or a library is seen that heeds it.</summary>
/// <param name="Sign">The name of the file that is mapped, or of the memory, that tells of the runtime.</param>
/// <param name="Kind">The kind of memory whose VMAs it makes fewer.</param>
/// <param name="Advice">The setting, and what it does.</param>
/// <param name="Since">Which versions have it.</param>
/// <param name="Document">What says so.</param>
internal sealed record RuntimeSetting(string Sign, MappingKind Kind, string Advice, string Since, string Document)
{
    /// <summary>The settings that are known. What nothing documents is not here.</summary>
    public static IReadOnlyList<RuntimeSetting> All { get; } =
    [
        new(
            Glibc,
            MappingKind.ThreadStack,
            "glibc 2.42 and later guards them with MADV_GUARD_INSTALL (Linux 6.13), which makes no VMA",
            "glibc 2.42",
            "sourceware.org/pipermail/libc-alpha/2025-January/164185.html; madvise(2)"),
        new(
            Glibc,
            MappingKind.MallocArena,
            "MALLOC_ARENA_MAX=2 in the environment (GLIBC_TUNABLES=glibc.malloc.arena_max=2) leaves one beside the heap, for more waiting of threads",
            "glibc 2.15, as a tunable 2.26",
            "mallopt(3); the GNU C Library manual, Memory Allocation Tunables"),
        new(
            Hotspot,
            MappingKind.ThreadStack,
            "the JVM guards those of Java itself, so that only fewer threads have fewer: virtual threads have their stacks in the heap",
            "JDK 21",
            "openjdk.org/jeps/444"),
        new(
            JavaHeap,
            MappingKind.GcHeap,
            "ZGC may need 1,844 VMAs for each GB of -Xmx: raise vm.max_map_count to that, and a warning at its start asks for it",
            "JDK 15",
            "src/hotspot/os/linux/gc/z/zPhysicalMemoryBacking_linux.cpp of OpenJDK"),
        new(
            Jemalloc,
            MappingKind.NoAccess,
            "jemalloc does so where vm.overcommit_memory is 2, and not where it is 0 or 1",
            "jemalloc 5.0",
            "github.com/jemalloc/jemalloc/issues/1256 and 1328"),
        new(
            Lucene,
            MappingKind.SharedFile,
            "Lucene maps the files of an index: sysctl -w vm.max_map_count=1048576, as Elasticsearch asks for it",
            "Elasticsearch 8.16",
            "elastic.co/guide/en/elasticsearch/reference/8.17/vm-max-map-count.html"),
    ];

    /// <summary>The library of the GNU C Library.</summary>
    public const string Glibc = "libc.so.6";

    /// <summary>The virtual machine of OpenJDK.</summary>
    public const string Hotspot = "libjvm.so";

    /// <summary>The allocator.</summary>
    public const string Jemalloc = "libjemalloc.so.2";

    /// <summary>Parts of an index.</summary>
    public const string Lucene = "*.cfs";

    /// <summary>The file of ZGC's heap.</summary>
    public const string JavaHeap = "/memfd:java_heap";

    /// <summary>The setting for a kind of memory where some runtimes are seen.</summary>
    /// <returns>The setting; null where none is known.</returns>
    public static RuntimeSetting? For(MappingKind kind, string sign) => All.FirstOrDefault(setting => setting.Kind == kind && setting.Sign == sign);
}
