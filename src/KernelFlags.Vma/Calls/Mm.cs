using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Locks;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>
/// What the calls work on (the kernel's <c>mm_struct</c>): the areas, the pages, and what the process was made with. Each call is a file beside
/// this one. What needs a lock takes a value that stands for it: <see cref="MmWrite{TFlags, TSync}"/> for the mmap lock, held for writing;
/// <see cref="LockedVma{TFlags, TSync}"/> for a VMA that some lock keeps from going.
/// </summary>
/// <remarks>
/// The order of locks: mmap lock, lock of a VMA, contents of a file (<see cref="PageCache"/>), page table, and innermost the words of
/// <see cref="VmaMap{TFlags, TSync}"/>. Whoever has the contents of a file locked may lock page tables of any address space that maps it,
/// and no other lock of it.
/// </remarks>
internal sealed class Mm<TFlags, TSync> : IBorderWatch<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private const ulong StackGuardPages = 256;

    private readonly KernelCapabilities _capabilities;
    private readonly ulong _pageMask;
    private TFlags _defaultFlags;

    public Mm(AddressSpaceOptions? options = null)
        : this(options ?? new(), new(), new())
    {
    }

    public Mm(AddressSpaceOptions options, VmaStore<TFlags, TSync> vmas, AttributeTable attributes)
    {
        Machine = options.Machine ?? new(TFlags.Capabilities);
        Options = options.Machine is null ? options.On(Machine) : options;
        _capabilities = Machine.Capabilities;
        PageShift = Machine.PageShift;
        _pageMask = Machine.PageSize - 1;
        StackGuardGap = options.StackGuardGap ?? StackGuardPages * Machine.PageSize;
        TaskSize = options.TaskSize & ~_pageMask;
        Store = vmas;
        Areas = new(vmas, attributes, Machine.AnonVmas, PageShift);
        Locks = Areas.Locks;
        Attributes = attributes;
        Mapper = new FileMapper<TFlags, TSync>(this);
        Pages = new(Machine, Options, Mapper);
        Writer = new(Areas, Machine.Capabilities, Options.MaxMapCount - Options.OtherMappings, this);
        Break = Math.Max(options.BreakStart, options.Break);
        PlacementFlags = FlagMeaning<TFlags>.PlacementFlags(_capabilities);
        NewMappingFlags = Has(KernelCapability.SoftDirty) ? TFlags.SoftDirty : TFlags.None;
        ExecuteOnlyKey = Machine.ProtectionKeys ? TFlags.ProtectionKeyBit0 : TFlags.None;
    }

    public AddressSpaceOptions Options { get; }

    public Machine Machine { get; }

    public VmaStore<TFlags, TSync> Store { get; }

    public VmaMap<TFlags, TSync> Areas { get; }

    public AddressPages<TFlags, TSync> Pages { get; }

    /// <summary>Changes the areas; calls get it from <see cref="MmWrite{TFlags, TSync}"/>.</summary>
    public VmaWriter<TFlags, TSync> Writer { get; }

    /// <summary>How the contents of files see this address space.</summary>
    public IFileMapper Mapper { get; }

    /// <summary>The end of the address space, in bytes.</summary>
    public ulong TaskSize { get; }

    /// <summary>The gap that is kept below a stack, in bytes.</summary>
    public ulong StackGuardGap { get; }

    /// <summary>The flags that say where a mapping is placed, of those that the machine knows: it ignores others.</summary>
    public MapFlags PlacementFlags { get; }

    /// <summary>Flags that a new mapping has beside those that were asked for.</summary>
    public TFlags NewMappingFlags { get; }

    /// <summary>The key of memory that may be executed only: the first that is free, as nothing here takes another. Empty without keys.</summary>
    public TFlags ExecuteOnlyKey { get; }

    /// <summary>Two to this power are the bytes of a page.</summary>
    public int PageShift { get; }

    /// <summary>The end of the heap, in bytes.</summary>
    public ulong Break { get; set; }

    /// <summary>What is shown of it although no VMA is there; null for nothing.</summary>
    public VmaDescription<TFlags>? Gate { get; set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited { get; set; }

    /// <summary>Flags that every new mapping gets.</summary>
    public TFlags DefaultFlags
    {
        get => _defaultFlags;
        set
        {
            using var write = BeginWrite();
            _defaultFlags = value;
        }
    }

    /// <summary>The number of VMAs that counts towards the limit.</summary>
    public int MapCount => Store.Count + Options.OtherMappings;

    public SpaceLocks<TSync> Locks { get; }

    public AttributeTable Attributes { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(KernelCapability capability) => _capabilities.Has(capability);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Page(ulong address) => address >> PageShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAligned(ulong address) => (address & _pageMask) == 0;

    /// <summary>Rounds up to pages; a length that wraps around becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AlignUp(ulong length) => (length + _pageMask) & ~_pageMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AlignDown(ulong address) => address & ~_pageMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public VmaAttributes AttributesOf(in VmaRecord<TFlags> vma) => Attributes[vma.Attributes];

    public bool IsAnonymous(in VmaRecord<TFlags> vma) => AttributesOf(vma).IsAnonymous;

    /// <summary>Takes the mmap lock for writing until the system call ends.</summary>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MmWrite<TFlags, TSync> BeginWrite()
    {
        var write = new MmWrite<TFlags, TSync>(this);
        Locks.BeginCall();
        if (Store.HasPending || Attributes.IsCrowded)
        {
            write.Tidy();
        }

        return write;
    }

    /// <summary>Takes the mmap lock for reading.</summary>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space already.</exception>
    public MmapReadLock<TFlags> LockForRead() => new(Locks, Locks.EnterRead());

    /// <summary>Takes the mmap lock for reading, unless the thread has it.</summary>
    public MmapReadLock<TFlags> LockToLook() => LockTickets.Current.Holds(Locks, onlyMmap: true) ? default : LockForRead();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IBorderWatch<TFlags>.BordersMoved(ReadOnlySpan<VmaRecord<TFlags>> vmas)
    {
        if (Pages.Table.HasHuge)
        {
            SplitAtBorders(vmas);
        }
    }

    private void SplitAtBorders(ReadOnlySpan<VmaRecord<TFlags>> vmas)
    {
        foreach (ref readonly var vma in vmas)
        {
            Pages.SplitHugeAt(Areas.View(vma), vma.Start);
            Pages.SplitHugeAt(Areas.View(vma), vma.End);
        }
    }
}
