using KernelFlags.Live.Btf;
using KernelFlags.Live.Maps;
using KernelFlags.Live.Processes;
using KernelFlags.Live.Traces;

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
        ("READ", "mmap with PROT_READ", s => s.Map(protection: 1)),
        ("WRITE", "mmap with PROT_WRITE", s => s.Map(protection: 2)),
        ("EXEC", "mmap with PROT_EXEC", s => s.Map(protection: 4)),
        ("MAYREAD", "mmap", s => s.Map(protection: 0)),
        ("MAYWRITE", "mmap", s => s.Map(protection: 0)),
        ("MAYEXEC", "mmap", s => s.Map(protection: 0)),
        ("SHARED", "mmap with MAP_SHARED", s => s.Map(type: Scene.Shared)),
        ("MAYSHARE", "mmap with MAP_SHARED", s => s.Map(type: Scene.Shared)),
        ("GROWSDOWN", "mmap with MAP_GROWSDOWN", s => s.Map(flags: 0x100)),
        ("LOCKED", "mmap with MAP_LOCKED", s => s.Map(flags: 0x2000)),
        ("LOCKONFAULT", "mlock2 with MLOCK_ONFAULT", s => s.Then(s.Map(), SystemCall.Mlock2, 1)),
        ("ACCOUNT", "mmap of private writable memory", s => s.Map()),
        ("NORESERVE", "mmap with MAP_NORESERVE", s => s.Map(flags: 0x4000)),
        ("SOFTDIRTY", "mmap", s => s.Map()),
        ("HUGETLB", "mmap with MAP_HUGETLB", s => s.Map(flags: 0x4_4000, length: 2 << 20)),
        ("SEQ_READ", "madvise with MADV_SEQUENTIAL", s => s.Advise(2)),
        ("RAND_READ", "madvise with MADV_RANDOM", s => s.Advise(1)),
        ("DONTCOPY", "madvise with MADV_DONTFORK", s => s.Advise(10)),
        ("MERGEABLE", "madvise with MADV_MERGEABLE", s => s.Advise(12)),
        ("HUGEPAGE", "madvise with MADV_HUGEPAGE", s => s.Advise(14)),
        ("NOHUGEPAGE", "madvise with MADV_NOHUGEPAGE", s => s.Advise(15)),
        ("DONTDUMP", "madvise with MADV_DONTDUMP", s => s.Advise(16)),
        ("WIPEONFORK", "madvise with MADV_WIPEONFORK", s => s.Advise(18)),
        ("MAYBE_GUARD", "madvise with MADV_GUARD_INSTALL", s => s.Advise(102)),
        ("DROPPABLE", "mmap with MAP_DROPPABLE", s => s.Map(type: Scene.Droppable)),
        ("SEALED", "mseal", s => s.Then(s.Map(), SystemCall.Mseal, 0)),
        ("UFFD_MISSING", "UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_MISSING", s => s.Register(1)),
        ("UFFD_WP", "UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_WP", s => s.Register(2)),
        ("UFFD_MINOR", "UFFDIO_REGISTER with UFFDIO_REGISTER_MODE_MINOR of shared memory", s => s.Register(4, Scene.Shared)),
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
        public const ulong Shared = 1;
        public const ulong Droppable = 8;
        private const ulong Private = 2;
        private const ulong FixedAnonymous = 0x30;
        private const ulong Length = 16384;

        /// <summary>Maps memory.</summary>
        public long Map(ulong protection = 3, ulong type = Private, ulong flags = 0, ulong length = Length) =>
            agent.Call(SystemCall.Mmap, address, length, protection, FixedAnonymous | type | flags, ulong.MaxValue);

        /// <summary>Makes another call of the whole of it.</summary>
        public long Then(long mapped, SystemCall call, ulong argument) => mapped < 0 ? mapped : agent.Call(call, address, Length, argument);

        /// <summary>Maps memory and gives advice about it.</summary>
        public long Advise(ulong advice) => Then(Map(), SystemCall.Madvise, advice);

        /// <summary>Maps memory and registers it with a userfaultfd.</summary>
        public long Register(ulong mode, ulong type = Private)
        {
            var mapped = Map(type: type);
            return mapped < 0 ? mapped : uffds.Register(0, address, Length, mode);
        }
    }
}
