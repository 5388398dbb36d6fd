using System.Runtime.InteropServices;
using KernelFlags.Live.Traces;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Live.Replay;

/// <summary>The engine as the target of a trace: the machine, the files and the address spaces that its header describes.</summary>
/// <typeparam name="TFlags">The kernel's flag type.</typeparam>
public sealed class EngineTarget<TFlags> : ITraceTarget
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private const ulong HighestAddress = 0x7fff_ffff_f000;

    /// <summary>The recorder fills its files in pieces of 64 KiB.</summary>
    private const int LargeFolioPages = 16;

    /// <summary>What the kernel reads ahead where nobody set it, in KiB.</summary>
    private const int UsualReadAhead = 128;

    private readonly TraceHeader _header;
    private readonly AddressSpaceOptions _options;
    private readonly Dictionary<int, VmaFile> _files = [];
    private readonly Dictionary<VmaFile, int> _numbers = [];
    private readonly Dictionary<TFlags, (string Perm, string VmFlags, int ProtectionKey)> _texts = [];
    private readonly List<Process?> _processes = [];
    private readonly List<VmaUsage<TFlags>> _vmas = [];
    private readonly PageRanges _pages = new();
    private readonly bool _tellsOfGuards;

    /// <summary>One empty address space on a new machine.</summary>
    /// <param name="header">The trace's header.</param>
    /// <param name="capabilities">What the kernel does.</param>
    public EngineTarget(TraceHeader header, KernelCapabilities capabilities)
    {
        _header = header;
        _tellsOfGuards = capabilities.Has(KernelCapability.GuardPagemap);
        _options = new AddressSpaceOptions
        {
            Machine = new Machine(capabilities)
            {
                PageSize = header.PageSize,
                TransparentHugePages = HugePagesOf(header.Thp),
                ShmemHugePages = HugePagesOf(header.ThpShmem),
                Overcommit = (Overcommit)header.OvercommitMemory,
                ProtectionKeys = header.ProtectionKeys,
                ZeroPage = header.Probed("zero_page") ?? true,
            },
            MaxMapCount = header.MaxMapCount,
            HugePagesDisabled = header.ThpDisabled,
            BreakStart = header.HeapStart ?? 0,
            PlacementTop = header.PlacementTop ?? HighestAddress,
        };
        foreach (var file in header.Files)
        {
            var kind = file.Kind is "memfd" or "tmpfs" ? FileKind.Memfd : FileKind.Regular;
            var folioPages = kind == FileKind.Regular && capabilities.Has(KernelCapability.RegularLargeFolios) ? LargeFolioPages : 1;
            var readAhead = (int)((header.ReadAheadKilobytes ?? UsualReadAhead) * 1024L / (long)header.PageSize);
            _files[file.Id] = new VmaFile(kind, file.Size, new() { IsWritable = file.IsWritable, FolioPages = folioPages, ReadAheadPages = readAhead });
            _numbers[_files[file.Id]] = file.Id;
        }

        var first = new AddressSpace<TFlags>(_options);
        if (header.PlacementTop is { } top)
        {
            // What lies above the window is full: the recorder leaves a page there, of a kind that nothing merges with.
            first.Mmap(top, header.PageSize, Protection.None, MapFlags.Shared | MapFlags.Anonymous | MapFlags.Fixed);
        }

        _processes.Add(new Process(first, Userfaultfds()));
    }

    /// <summary>An address space, to be looked at.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>The address space.</returns>
    /// <exception cref="ArgumentException">It has ended, or never was.</exception>
    public AddressSpace<TFlags> this[int number] =>
        _processes.ElementAtOrDefault(number)?.Space ?? throw new ArgumentException($"There is no address space {number}.", nameof(number));

    /// <inheritdoc/>
    public string? Apply(TraceOperation operation, out TraceOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(operation);
        outcome = default;
        var process = _processes[operation.AddressSpace]!;
        if (NotModelled(operation, process) is { } why)
        {
            return why;
        }

        outcome = operation.Op switch
        {
            TraceOp.Fork => Fork(process),
            TraceOp.Exit => Exit(process),
            _ => Outcome(Call(operation, process)),
        };
        if (operation.Op == TraceOp.Exit || outcome.Hang)
        {
            _processes[operation.AddressSpace] = null;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Snapshot(int addressSpace, TraceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var space = this[addressSpace];
        using var read = space.LockForRead();
        space.FindUsage(_header.Window.Start, _header.Window.End, _vmas);
        foreach (ref readonly var vma in CollectionsMarshal.AsSpan(_vmas))
        {
            snapshot.Vmas.Add(Show(vma.Vma, vma.Usage));
        }

        snapshot.HasGuard = _tellsOfGuards;
        space.FindPages(_header.Window.Start, _header.Window.End, _pages);
        AddRanges(_pages.Guard, snapshot.Guard);
        AddRanges(_pages.Present, snapshot.Present);
        AddRanges(_pages.UffdWriteProtected, snapshot.UffdWriteProtected);
    }

    private string? NotModelled(TraceOperation operation, Process process) => operation.Op switch
    {
        TraceOp.Mmap when (operation.MapFlags & MapFlags.HugeTlb) != 0 => "MAP_HUGETLB is not modelled",
        TraceOp.Mmap when operation.File != 0 && !_files.ContainsKey(operation.File) => $"the header has no file {operation.File}",
        TraceOp.UffdRegister or TraceOp.UffdUnregister or TraceOp.UffdWriteProtect when operation.Context >= process.Uffds.Count =>
            $"the header has no userfaultfd {operation.Context}",
        TraceOp.Mbind when operation.PolicyFlags != 0 => "mbind with flags is not modelled: where pages lie is not",
        _ => null,
    };

    private SyscallResult Call(TraceOperation o, Process process)
    {
        var space = process.Space;
        return o.Op switch
        {
            TraceOp.Mmap => space.Mmap(o.Address, o.Length, o.Protection, o.MapFlags, o.File == 0 ? null : _files[o.File], o.Offset),
            TraceOp.Munmap => space.Munmap(o.Address, o.Length),
            TraceOp.Mprotect => space.Mprotect(o.Address, o.Length, o.Protection),
            TraceOp.Madvise => space.Madvise(o.Address, o.Length, (int)o.Advice),
            TraceOp.Mlock => space.Mlock(o.Address, o.Length),
            TraceOp.Mlock2 => space.Mlock2(o.Address, o.Length, o.On),
            TraceOp.Munlock => space.Munlock(o.Address, o.Length),
            TraceOp.Mseal => space.Mseal(o.Address, o.Length),
            TraceOp.Mremap => space.Mremap(o.Address, o.Length, o.NewLength, o.RemapFlags, o.NewAddress ?? 0),
            TraceOp.Name => space.SetAnonName(o.Address, o.Length, o.Name),
            TraceOp.UffdRegister => space.UffdRegister(o.Address, o.Length, o.UffdMode, process.Uffds[o.Context]),
            TraceOp.UffdUnregister => space.UffdUnregister(o.Address, o.Length, process.Uffds[o.Context]),
            TraceOp.UffdWriteProtect => space.UffdWriteProtect(o.Address, o.Length, o.On),
            TraceOp.Touch => space.Touch(o.Address, o.Length, o.On),
            TraceOp.Brk => space.Brk(o.Address),
            TraceOp.Mbind => space.SetPolicy(o.Address, o.Length, new MemoryPolicy((MemoryPolicyMode)(o.PolicyMode & ModeMask), o.PolicyMode & ~ModeMask, o.Nodes)),
            _ => throw new ArgumentOutOfRangeException(nameof(o), o.Op, "This is no call."),
        };
    }

    /// <summary>What of mbind's mode is no flag (<c>MPOL_MODE_FLAGS</c> are above).</summary>
    private const int ModeMask = 0xfff;

    private TraceOutcome Fork(Process process)
    {
        _processes.Add(new Process(process.Space.Fork(), Userfaultfds()));
        return TraceOutcome.Success;
    }

    private static TraceOutcome Exit(Process process)
    {
        process.Space.Exit();
        return TraceOutcome.Success;
    }

    private static TraceOutcome Outcome(SyscallResult result) => result.Outcome switch
    {
        SyscallOutcome.Success => new TraceOutcome(0, result.Value),
        SyscallOutcome.Error => TraceOutcome.Failure((int)result.Error),
        SyscallOutcome.Segv => new TraceOutcome(0, 0, TraceSignal.Segv, result.FaultAddress),
        SyscallOutcome.Sigbus => new TraceOutcome(0, 0, TraceSignal.Sigbus, result.FaultAddress),
        _ => new TraceOutcome(0, Hang: true),
    };

    private TraceVma Show(in Vma<TFlags> vma, PageUsage usage)
    {
        if (!_texts.TryGetValue(vma.Flags, out var text))
        {
            text = (ProcText.Permissions(vma.Flags), vma.Flags.ToString("M", null).TrimEnd(), ProcText.ProtectionKey(vma.Flags));
            _texts.Add(vma.Flags, text);
        }

        return new TraceVma(
            vma.Start,
            vma.End,
            text.Perm,
            vma.File is null ? 0 : vma.PageOffset * _header.PageSize,
            vma.File is null ? 0 : _numbers.GetValueOrDefault(vma.File),
            text.VmFlags,
            vma.Name,
            usage.Rss,
            usage.Anonymous,
            usage.Locked,
            usage.Huge,
            text.ProtectionKey);
    }

    private static void AddRanges(IReadOnlyList<AddressRange> ranges, List<TraceRange> shown)
    {
        for (var i = 0; i < ranges.Count; i++)
        {
            shown.Add(new(ranges[i].Start, ranges[i].End));
        }
    }

    private Userfaultfd[] Userfaultfds() => [.. _header.Uffd.Select(f => new Userfaultfd(f.Aggregate(UffdFeatures.None, (set, name) => set | FeatureOf(name))))];

    private static UffdFeatures FeatureOf(string name) => name switch
    {
        "PAGEFAULT_FLAG_WP" => UffdFeatures.PagefaultFlagWp,
        "EVENT_FORK" => UffdFeatures.EventFork,
        "EVENT_REMAP" => UffdFeatures.EventRemap,
        "EVENT_REMOVE" => UffdFeatures.EventRemove,
        "EVENT_UNMAP" => UffdFeatures.EventUnmap,
        "SIGBUS" => UffdFeatures.Sigbus,
        "MINOR_SHMEM" => UffdFeatures.MinorShmem,
        "WP_HUGETLBFS_SHMEM" => UffdFeatures.WpHugetlbfsShmem,
        "WP_UNPOPULATED" => UffdFeatures.WpUnpopulated,
        "WP_ASYNC" => UffdFeatures.WpAsync,
        _ => UffdFeatures.None,
    };

    private static HugePages HugePagesOf(string word) => word switch
    {
        "always" or "force" or "within_size" => HugePages.Always,
        "advise" or "madvise" => HugePages.Madvise,
        _ => HugePages.Never,
    };

    private sealed record Process(AddressSpace<TFlags> Space, IReadOnlyList<Userfaultfd> Uffds);
}
