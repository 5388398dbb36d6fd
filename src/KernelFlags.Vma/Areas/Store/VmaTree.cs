using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>
/// A B+-tree of VMAs in the order of their addresses: its nodes, and places in it. It knows nothing of what a VMA is but where it lies.
/// </summary>
/// <remarks>
/// Invariants: each address belongs to one leaf; no VMA crosses a leaf's borders; a leaf is empty only when it is the only one. The
/// writer makes the version of each leaf that it changes odd before it changes it, and all of them even when the change is complete:
/// a reader, which takes no lock, tries again when a version that it relied on moved. Inner nodes have no version; one that is read
/// while it changes leads to a leaf whose borders do not hold the address.
/// </remarks>
internal abstract partial class VmaTree<TFlags, TSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly NodePool<TFlags> _pool = new();
    private Node _root = new LeafNode<TFlags> { High = ulong.MaxValue };

    /// <summary>The node at the top, for the check of the invariants.</summary>
    public Node Root => _root;

    /// <summary>The number of VMAs.</summary>
    public int Count { get; set; }

    /// <summary>The place of the first VMA that ends after an address.</summary>
    /// <returns>The place; the end when there is none.</returns>
    public VmaPosition Seek(ulong address)
    {
        address = Math.Min(address, SortedKeys.Highest);
        var leaf = LeafOf(address)!;
        return Normalize(leaf, leaf.SlotOf(address));
    }

    /// <summary>Goes to the next VMA.</summary>
    /// <returns>False when that is the end, to which it then went.</returns>
    [SuppressMessage("Performance", "CA1822", Justification = "Whoever walks asks the store.")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext(ref VmaPosition at)
    {
        var leaf = Leaf(at);
        if (at.Slot + 1 < leaf.Count)
        {
            at.Slot++;
            return true;
        }

        at = Normalize(leaf, leaf.Count);
        return at.Leaf != leaf;
    }

    /// <summary>Goes to the VMA before.</summary>
    /// <returns>False when there is none: it then stays.</returns>
    [SuppressMessage("Performance", "CA1822", Justification = "Whoever walks asks the store.")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MovePrevious(ref VmaPosition at)
    {
        if (at.Slot > 0)
        {
            at.Slot--;
            return true;
        }

        if (Leaf(at).Previous is not { } previous)
        {
            return false;
        }

        at = new(previous, previous.Count - 1);
        return true;
    }

    protected static LeafNode<TFlags> Leaf(VmaPosition at) => Unsafe.As<LeafNode<TFlags>>(at.Leaf);

    /// <summary>A slot after a leaf's last VMA is the first slot of the next leaf, unless it is the end.</summary>
    protected static VmaPosition Normalize(LeafNode<TFlags> leaf, int slot) =>
        slot >= leaf.Count && leaf.Next is { } next ? new(next, 0) : new(leaf, slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUnchanged(LeafNode<TFlags> leaf, ulong version)
    {
        TSync.ReadBarrier();
        return TSync.Read(ref leaf.Version) == version;
    }

    /// <summary>The leaf that an address belongs to. A reader may get another one, or null, while the writer changes the tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected LeafNode<TFlags>? LeafOf(ulong address)
    {
        var node = Volatile.Read(ref _root);
        for (var level = node?.Level ?? 0; level > 0 && node is not null; level--)
        {
            node = Unsafe.As<InnerNode>(node).ChildOf(address);
        }

        return Unsafe.As<LeafNode<TFlags>>(node);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(ulong address, out LeafNode<TFlags> leaf, out ulong version)
    {
        leaf = LeafOf(address)!;
        version = 1;
        if (leaf is null)
        {
            return false;
        }

        version = TSync.Read(ref leaf.Version);
        return version % 2 == 0 && leaf.Low <= address && address < leaf.High;
    }
}
