using KernelFlags.Live.Btf;
using KernelFlags.Live.Maps;
using KernelFlags.Live.Processes;
using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Running;

/// <summary>Provokes each flag that user space can provoke, in a process of its own, and reads what smaps then shows.</summary>
public static class FlagProvoker
{
    private const string Btf = "/sys/kernel/btf/vmlinux";
    private const ulong Start = 0x1000_0000_0000;
    private const ulong Apart = 4 << 20;
    private const ulong FileSize = 65536;

    private static readonly (string Flag, string Means, Func<Scene, long> Do)[] Provocations =
    [
        ("READ", "mmap with PROT_READ", s => s.Map(Protection.Read)),
        ("WRITE", "mmap with PROT_WRITE", s => s.Map(Protection.Write)),
        ("EXEC", "mmap with PROT_EXEC", s => s.Map(Protection.Exec)),
        ("MAYREAD", "mmap", s => s.Map(Protection.None)),
        ("MAYWRITE", "mmap", s => s.Map(Protection.None)),
        ("MAYEXEC", "mmap", s => s.Map(Protection.None)),
        ("SHARED", "mmap with MAP_SHARED", s => s.Map(type: MapFlags.Shared)),
        ("MAYSHARE", "mmap with MAP_SHARED", s => s.Map(type: MapFlags.Shared)),
        ("GROWSDOWN", "mmap with MAP_GROWSDOWN", s => s.Map(flags: MapFlags.GrowsDown)),
        ("LOCKED", "mmap with MAP_LOCKED", s => s.Map(flags: MapFlags.Locked)),
        ("LOCKONFAULT", "mlock2 with MLOCK_ONFAULT", s => s.Then(s.Map(), SystemCall.Mlock2, (ulong)LockFlags.OnFault)),
        ("ACCOUNT", "mmap of private writable memory", s => s.Map()),
        ("NORESERVE", "mmap with MAP_NORESERVE", s => s.Map(flags: MapFlags.NoReserve)),
        ("SOFTDIRTY", "mmap", s => s.Map()),
        ("HUGETLB", "mmap with MAP_HUGETLB", s => s.Map(flags: MapFlags.HugeTlb | MapFlags.NoReserve, length: 2 << 20)),
        ("SEQ_READ", "madvise with MADV_SEQUENTIAL", s => s.Advise(Advice.Sequential)),
        ("RAND_READ", "madvise with MADV_RANDOM", s => s.Advise(Advice.Random)),
        ("DONTCOPY", "madvise with MADV_DONTFORK", s => s.Advise(Advice.DontFork)),
        ("MERGEABLE", "madvise with MADV_MERGEABLE", s => s.Advise(Advice.Mergeable)),
        ("HUGEPAGE", "madvise with MADV_HUGEPAGE", s => s.Advise(Advice.HugePage)),
        ("NOHUGEPAGE", "madvise with MADV_NOHUGEPAGE", s => s.Advise(Advice.NoHugePage)),
        ("DONTDUMP", "madvise with MADV_DONTDUMP", s => s.Advise(Advice.DontDump)),
        ("WIPEONFORK", "madvise with MADV_WIPEONFORK", s => s.Advise(Advice.WipeOnFork)),
        ("MAYBE_GUARD", "madvise with MADV_GUARD_INSTALL", s => s.Advise(Advice.GuardInstall)),
        ("DROPPABLE", "mmap with MAP_DROPPABLE", s => s.Map(type: MapFlags.Droppable)),
        ("SEALED", "mseal", s => s.Then(s.Map(), SystemCall.Mseal, 0)),
        ("UFFD_MISSING", "UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_MISSING", s => s.Register(UffdMode.Missing)),
        ("UFFD_WP", "UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_WP", s => s.Register(UffdMode.WriteProtect)),
        ("UFFD_MINOR", "UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_MINOR of shared memory", s => s.Register(UffdMode.Minor, MapFlags.Shared)),
    ];

    /// <summary>Looks at the running kernel. To be called on a thread of its own; see <see cref="LiveThread"/>.</summary>
    /// <param name="cancel">Ends a system call that takes long.</param>
    /// <returns>What it shows.</returns>
    /// <exception cref="RunningKernelException">The kernel can't be asked.</exception>
    /// <exception cref="InvalidDataException">Its BTF can't be read.</exception>
    public static RunningFlags Look(CancellationToken cancel)
    {
        Supported.Check();
        using var files = new LiveFiles(TemporaryFolder.Find(), FileSize);
        using var family = new AgentFamily(files.Handles, TimeSpan.FromSeconds(20), cancel);
        var agent = family.Start();
        var uffds = new LiveUserfaultfds(agent, family.Orders);
        var results = Provocations.Select((p, i) => p.Do(new Scene(agent, uffds, AddressOf(i)))).ToArray();
        var entries = Entries(agent.Pid);
        var provoked = Provocations.Select((p, i) => new ProvokedFlag(
            p.Flag,
            p.Means,
            results[i] < 0 ? null : entries.Find(e => e.Start == AddressOf(i)).VmFlags,
            results[i] < 0 ? TraceNames.Errors.NameOf((int)-results[i]) ?? $"E{-results[i]}" : null));
        var lines = entries.Concat(Entries(Environment.ProcessId)).Select(e => e.VmFlags ?? "").Distinct();
        var enumerators = File.Exists(Btf) ? BtfEnumerators.Read(File.ReadAllBytes(Btf), "VMA_", "_BIT") : new Dictionary<string, long>();
        return new RunningFlags([.. provoked], [.. lines], enumerators);
    }

    private static ulong AddressOf(int provocation) => Start + ((ulong)provocation * Apart);

    private static List<MapsEntry> Entries(int pid)
    {
        using var file = File.OpenRead($"/proc/{pid}/smaps");
        using var smaps = new MapsReader(file, isSaved: false);
        return smaps.ReadAll();
    }

    /// <summary>An address of a process, and what can be done there.</summary>
    private sealed class Scene(Agent agent, LiveUserfaultfds uffds, ulong address)
    {
        private const ulong Length = 16384;

        /// <summary>Maps memory.</summary>
        public long Map(
            Protection protection = Protection.Read | Protection.Write, MapFlags type = MapFlags.Private, MapFlags flags = MapFlags.None, ulong length = Length) =>
            agent.Call(SystemCall.Mmap, address, length, (ulong)protection, (ulong)(MapFlags.Fixed | MapFlags.Anonymous | type | flags), ulong.MaxValue);

        /// <summary>Makes another call of the whole of it.</summary>
        public long Then(long mapped, SystemCall call, ulong argument) => mapped < 0 ? mapped : agent.Call(call, address, Length, argument);

        /// <summary>Maps memory and gives advice about it.</summary>
        public long Advise(Advice advice) => Then(Map(), SystemCall.Madvise, (ulong)advice);

        /// <summary>Maps memory and registers it with a userfaultfd.</summary>
        public long Register(UffdMode mode, MapFlags type = MapFlags.Private)
        {
            var mapped = Map(type: type);
            return mapped < 0 ? mapped : uffds.Register(0, address, Length, (ulong)mode);
        }
    }
}
