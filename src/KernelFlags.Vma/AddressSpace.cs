using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <summary>
/// The memory of a process as the kernel keeps it: VMAs, page tables, and the system calls that change them. A call does what the
/// kernel's does, down to the error and to what is done before it. <see cref="AddressSpace{TFlags}"/> is the one to use: this one's
/// synchronisation can be replaced by a test that decides which thread takes the next step.
/// </summary>
/// <typeparam name="TFlags">The flag type: which flags there are, and what follows from them for merging, fork and locks.</typeparam>
/// <typeparam name="TSync">How words that threads share are read and written.</typeparam>
public partial class AddressSpace<TFlags, TSync> : IFileMapper
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private const ulong StackGuardPages = 256;

    private readonly AddressSpaceOptions _options;
    private readonly Machine _machine;
    private readonly KernelCapabilities _capabilities;
    private readonly int _pageShift;
    private readonly ulong _pageMask;
    private readonly ulong _taskSize;
    private readonly ulong _stackGuardGap;
    private readonly TFlags _newMappingFlags;
    private readonly VmaStore<TFlags, TSync> _vmas;
    private readonly AttributeTable _attributes;
    private readonly PageTable<TSync> _pages = new();
    private TFlags _defaultFlags;

    /// <summary>An address space with nothing in it.</summary>
    /// <param name="options">What it is made with; null for the defaults.</param>
    public AddressSpace(AddressSpaceOptions? options = null)
        : this(options ?? new(), new(), new())
    {
    }

    private protected AddressSpace(AddressSpaceOptions options, VmaStore<TFlags, TSync> vmas, AttributeTable attributes)
    {
        _machine = options.Machine ?? new(TFlags.Capabilities);
        _options = options.Machine is null ? options.On(_machine) : options;
        _capabilities = _machine.Capabilities;
        _pageShift = _machine.PageShift;
        _pageMask = _machine.PageSize - 1;
        _stackGuardGap = options.StackGuardGap ?? StackGuardPages * _machine.PageSize;
        _taskSize = options.TaskSize & ~_pageMask;
        _placementFlags = (_capabilities.Has(KernelCapability.Map32bit) ? MapFlags.Low32Bit : 0)
            | (_capabilities.Has(KernelCapability.MapAbove4g) ? MapFlags.Above4G : 0);
        _executeOnlyKey = _machine.ProtectionKeys ? TFlags.ProtectionKeyBit0 : TFlags.None;
        _newMappingFlags = _capabilities.Has(KernelCapability.SoftDirty) ? TFlags.SoftDirty : TFlags.None;
        _vmas = vmas;
        _locks = new(vmas.Side);
        _attributes = attributes;
        _break = options.BreakStart;
    }

    /// <summary>The machine that it lives on.</summary>
    public Machine Machine => _machine;

    /// <summary>Flags that every new mapping gets (<c>mlockall(MCL_FUTURE)</c>, <c>PR_SET_MEMORY_MERGE</c>).</summary>
    public TFlags DefaultFlags
    {
        get => _defaultFlags;
        set
        {
            using var write = BeginWrite();
            _defaultFlags = value;
        }
    }

    /// <summary>The number of VMAs.</summary>
    public int Count => _vmas.Count;

    /// <summary>Whether <see cref="Exit"/> ended it.</summary>
    public bool HasExited { get; private set; }

    /// <summary>Finds the VMA that contains an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False when none does.</returns>
    public bool TryFind(ulong address, out Vma<TFlags> vma)
    {
        var found = _vmas.TryFind(address, out var record);
        if (found && record.Attributes != 0)
        {
            return TryFindWithAttributes(address, out vma);
        }

        vma = found ? new(record, null) : default;
        return found;
    }

    /// <summary>Finds the first VMA that ends after an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindNext(ulong address, out Vma<TFlags> vma)
    {
        VmaRecord<TFlags> record;
        VmaAttributes? attributes;
        do
        {
            if (!_vmas.TryFindNext(address, out record, out var sight))
            {
                vma = default;
                return false;
            }

            attributes = SeenAttributes(record, sight);
        }
        while (attributes is null);
        vma = new(record, record.Attributes == 0 ? null : attributes);
        return true;
    }

    /// <summary>Finds a VMA with its attributes, apart: what few lookups need must not slow the others down.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindWithAttributes(ulong address, out Vma<TFlags> vma)
    {
        while (_vmas.TryFind(address, out var record, out var sight))
        {
            if (SeenAttributes(record, sight) is { } attributes)
            {
                vma = new(record, record.Attributes == 0 ? null : attributes);
                return true;
            }
        }

        vma = default;
        return false;
    }

    /// <summary>The attributes of a VMA that was found without a lock.</summary>
    /// <returns>Null when it has changed since, so that its number may stand for something else by now.</returns>
    private VmaAttributes? SeenAttributes(in VmaRecord<TFlags> record, VmaStore<TFlags, TSync>.Sight sight)
    {
        var attributes = _attributes[record.Attributes];
        return record.Attributes == 0 || _vmas.IsStill(sight) ? attributes : null;
    }

    /// <summary>The VMAs in the order of their addresses. Takes no lock.</summary>
    /// <remarks>
    /// Without the mmap lock it is no snapshot: each step shows a VMA as it is at that moment, from where the one before ended. Steps never
    /// overlap nor go back, and an address that is mapped all the while is in exactly one of them; whether what comes or goes meanwhile is
    /// seen depends on where the walk is. Of a VMA that grew over the end of the step before only the rest is shown, with the same
    /// <see cref="Vma{TFlags}.Id"/> and the page offset of that place.
    /// </remarks>
    /// <returns>The walk.</returns>
    public VmaEnumerator GetEnumerator() => new(this);

    /// <summary>A walk through the VMAs, which goes on behind the end of the last one that it saw, whatever changes.</summary>
    [SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A walk is not compared.")]
    public struct VmaEnumerator
    {
        private readonly AddressSpace<TFlags, TSync> _space;
        private VmaStore<TFlags, TSync>.Walk _walk;
        private VmaAttributes? _attributes;

        internal VmaEnumerator(AddressSpace<TFlags, TSync> space) => (_space, _walk) = (space, new(space._vmas, space._pageShift));

        /// <summary>The VMA.</summary>
        public readonly Vma<TFlags> Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new(_walk.Current, _walk.Current.Attributes == 0 ? null : _attributes);
        }

        /// <summary>Goes to the next one.</summary>
        /// <returns>False at the end.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _walk.MoveNext() && (_walk.Current.Attributes == 0 || TakeAttributes());

        /// <summary>Reads the attributes of the VMA, or goes once more to what is there when it changes meanwhile.</summary>
        private bool TakeAttributes()
        {
            do
            {
                _attributes = _space._attributes[_walk.Current.Attributes];
                if (_walk.IsStill)
                {
                    return true;
                }

                _walk.StepBack();
            }
            while (_walk.MoveNext());
            return false;
        }
    }

    /// <summary>Shows a VMA that some lock keeps from going.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vma<TFlags> View(in VmaRecord<TFlags> record) =>
        new(record, record.Attributes == 0 ? null : _attributes[record.Attributes]);

    private ulong Page(ulong address) => address >> _pageShift;

    private bool IsAligned(ulong address) => (address & _pageMask) == 0;

    /// <summary>Rounds up to pages; a length that wraps around becomes 0.</summary>
    private ulong AlignUp(ulong length) => (length + _pageMask) & ~_pageMask;

    private bool IsAnonymous(in VmaRecord<TFlags> vma) => _attributes[vma.Attributes].IsAnonymous;
}

/// <summary>
/// The memory of a process as the kernel keeps it: VMAs, page tables, and the system calls that change them.
/// </summary>
/// <remarks>
/// Addresses and lengths are in bytes. Nothing throws on what a user program may ask for.
/// </remarks>
/// <typeparam name="TFlags">The flag type: which flags there are, and what follows from them for merging, fork and locks.</typeparam>
public sealed class AddressSpace<TFlags> : AddressSpace<TFlags, RealSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>An address space with nothing in it.</summary>
    /// <param name="options">What it is made with; null for the defaults.</param>
    public AddressSpace(AddressSpaceOptions? options = null)
        : base(options)
    {
    }

    private AddressSpace(AddressSpaceOptions options, VmaStore<TFlags, RealSync> vmas, AttributeTable attributes)
        : base(options, vmas, attributes)
    {
    }

    /// <summary>Makes a child: a copy of the address space as fork(2) makes it.</summary>
    /// <returns>The child. The break is that of the parent, and so are the options.</returns>
    public new AddressSpace<TFlags> Fork() => (AddressSpace<TFlags>)base.Fork();

    private protected override AddressSpace<TFlags, RealSync> NewChild(
        AddressSpaceOptions options, VmaStore<TFlags, RealSync> vmas, AttributeTable attributes) =>
        new AddressSpace<TFlags>(options, vmas, attributes);
}
