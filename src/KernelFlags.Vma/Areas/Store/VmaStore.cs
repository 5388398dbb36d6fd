using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>The VMAs of an address space in the order of their addresses.</summary>
/// <remarks>
/// Any number of threads may look up while one thread changes; <see cref="SetAtomic"/> may be called by any thread that keeps the VMA
/// from going away. Everything else belongs to the one writer, who holds the mmap lock for writing.
/// </remarks>
internal sealed partial class VmaStore<TFlags, TSync> : VmaTree<TFlags, TSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly SideTable<TSync> _side = new(TFlags.AtomicWritable.GetWord(TFlags.AtomicWord));

    /// <summary>The words of the VMAs.</summary>
    public SideTable<TSync> Side => _side;

    /// <summary>Finds the VMA that contains an address. Takes no lock.</summary>
    /// <returns>False when none does.</returns>
    public bool TryFind(ulong address, out VmaRecord<TFlags> vma) => TryFind(address, out vma, out _);

    /// <summary>Finds the VMA that contains an address. Takes no lock.</summary>
    /// <param name="sight">What <see cref="IsStill"/> asks about.</param>
    /// <returns>False when none does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ulong address, out VmaRecord<TFlags> vma, out Sight sight)
    {
        address = Math.Min(address, SortedKeys.Highest);
        var spins = 0;
        while (true)
        {
            if (TryEnter(address, out var leaf, out var version))
            {
                var found = ReadFirst(leaf, address, out vma) && vma.Start <= address;
                if (IsUnchanged(leaf, version))
                {
                    sight = new(leaf, version);
                    return found;
                }
            }

            TSync.Pause(ref spins);
        }
    }

    /// <summary>Whether what was found is as it was, but for the flags that may be set atomically.</summary>
    /// <param name="sight">Where and when it was found.</param>
    /// <returns>False when it or one near it has changed, or is changing.</returns>
    [SuppressMessage("Performance", "CA1822", Justification = "Whoever looks asks the store.")]
    public bool IsStill(Sight sight) => IsUnchanged(sight.Leaf, sight.Version);

    /// <summary>Finds the first VMA that ends after an address. Takes no lock.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryFindNext(ulong address, out VmaRecord<TFlags> vma) => TryFindNext(address, out vma, out _);

    /// <summary>Finds the first VMA that ends after an address. Takes no lock.</summary>
    /// <param name="sight">What <see cref="IsStill"/> asks about.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindNext(ulong address, out VmaRecord<TFlags> vma, out Sight sight)
    {
        address = Math.Min(address, SortedKeys.Highest);
        var spins = 0;
        while (true)
        {
            if (TryEnter(address, out var leaf, out var version))
            {
                if (ReadFirst(leaf, address, out vma))
                {
                    if (IsUnchanged(leaf, version))
                    {
                        sight = new(leaf, version);
                        return true;
                    }
                }
                else if (TryReadBehind(leaf, version, out sight, ref vma))
                {
                    return sight.Leaf is not null;
                }
            }

            TSync.Pause(ref spins);
        }
    }

    /// <summary>Reads the VMA at a place.</summary>
    /// <returns>False at the end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(VmaPosition at, out VmaRecord<TFlags> vma)
    {
        var leaf = Leaf(at);
        if (at.Slot >= leaf.Count)
        {
            vma = default;
            return false;
        }

        Read(leaf, at.Slot, out vma);
        return true;
    }

    /// <summary>Adds to what was read of a VMA the flags that have been set atomically since.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddPending(ref VmaRecord<TFlags> vma)
    {
        if (_side.HasPending)
        {
            vma.Flags |= TFlags.FromWord(TFlags.AtomicWord, _side.ReadPending(vma.Id));
        }
    }

    /// <summary>Whether flags are pending.</summary>
    public bool HasPending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _side.HasPending;
    }

    /// <summary>Brings flags that were set atomically to the VMAs. For the writer, at the start of a write section.</summary>
    public void SettlePending()
    {
        if (!_side.HasPending)
        {
            return;
        }

        foreach (var address in _side.BeginSettle())
        {
            // One that is not there any more took its flags along, as one that changed did.
            var at = Seek(address);
            var leaf = Leaf(at);
            if (at.Slot < leaf.Count && leaf.Bodies[at.Slot].Start <= address)
            {
                BeginChange(leaf);
                ref var body = ref leaf.Bodies[at.Slot];
                body.Flags |= TFlags.FromWord(TFlags.AtomicWord, _side.TakePending(body.Id));
                EndChange(leaf);
            }
        }

        _side.EndSettle();
    }

    /// <summary>Gives a VMA an <c>anon_vma</c>; others may read it meanwhile.</summary>
    /// <param name="at">The place, not the end.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Whoever writes asks the store.")]
    public void SetAnonVma(VmaPosition at, int anonVma)
    {
        var leaf = Leaf(at);
        BeginChange(leaf);
        leaf.Bodies[at.Slot].AnonVma = anonVma;
        EndChange(leaf);
    }

    /// <summary>Takes an identity for a VMA that is to come.</summary>
    public int NewId() => _side.Allocate();

    /// <summary>The <c>anon_vma</c> of the VMA at a place.</summary>
    /// <param name="at">The place, not the end.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Whoever reads asks the store.")]
    public int AnonVmaAt(VmaPosition at) => Leaf(at).Bodies[at.Slot].AnonVma;

    /// <summary>The identity of the VMA at a place.</summary>
    /// <param name="at">The place, not the end.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Whoever reads asks the store.")]
    public int IdAt(VmaPosition at) => Leaf(at).Bodies[at.Slot].Id;

    /// <summary>Sets flags that may be set without the right to write.</summary>
    /// <param name="vma">The VMA, which somebody keeps from changing.</param>
    public void SetAtomic(in VmaRecord<TFlags> vma, AtomicFlags<TFlags> flags)
    {
        if (!vma.Flags.TestAll(flags.Flags))
        {
            _side.AddPending(vma.Id, vma.Start, flags.Word);
        }
    }

    /// <summary>Reads a VMA with all its flags. A reader without a lock must find the leaf unchanged afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(LeafNode<TFlags> leaf, int slot, out VmaRecord<TFlags> vma)
    {
        leaf.Read(slot, out vma);
        AddPending(ref vma);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadFirst(LeafNode<TFlags> leaf, ulong address, out VmaRecord<TFlags> vma)
    {
        var slot = leaf.SlotOf(address);
        if (slot < leaf.Count)
        {
            Read(leaf, slot, out vma);
            return true;
        }

        vma = default;
        return false;
    }

    /// <summary>Reads the first VMA of the leaves behind one in which nothing was found; all of them must still be as they were.</summary>
    private bool TryReadBehind(LeafNode<TFlags> leaf, ulong version, out Sight sight, ref VmaRecord<TFlags> vma)
    {
        sight = default;
        var next = leaf.Next;
        if (!IsUnchanged(leaf, version))
        {
            return false;
        }

        if (next is null)
        {
            return true;
        }

        // Only the leaf of an empty store is empty, so one step is enough.
        var nextVersion = TSync.Read(ref next.Version);
        if (nextVersion % 2 != 0 || next.Count == 0)
        {
            return false;
        }

        Read(next, 0, out vma);
        sight = new(next, nextVersion);
        return IsUnchanged(next, nextVersion) && IsUnchanged(leaf, version);
    }

    /// <summary>Where and when a VMA was found.</summary>
    public readonly record struct Sight(LeafNode<TFlags> Leaf, ulong Version);
}
