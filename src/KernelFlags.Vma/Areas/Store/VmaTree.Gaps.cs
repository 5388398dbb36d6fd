using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <content>The gaps before the VMAs. Each node knows a bound of those below it, so that a search passes by what is too small.</content>
internal abstract partial class VmaTree<TFlags, TSync>
{
    /// <summary>The place after the last VMA.</summary>
    public VmaPosition End
    {
        get
        {
            var last = LeafOf(SortedKeys.Highest)!;
            return new(last, last.Count);
        }
    }

    /// <summary>Finds a free range.</summary>
    /// <param name="low">The lowest address that it may have.</param>
    /// <param name="high">The address before which it must end.</param>
    /// <param name="length">Its length in bytes, above 0.</param>
    /// <param name="topDown">Whether the highest such range is wanted, not the lowest.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindGap(ulong low, ulong high, ulong length, bool topDown, out ulong start)
    {
        start = 0;
        if (low >= high || high - low < length)
        {
            return false;
        }

        // The gap that holds the border is cut by it; so may be the one in which the search ends, but none between.
        var at = Seek(topDown ? high - 1 : low);
        if (TryFit(at, low, high, length, topDown, out start))
        {
            return true;
        }

        return TryFindGapBeyond(ref at, length, topDown ? -1 : 1)
            ? TryFit(at, low, high, length, topDown, out start)
            : !topDown && TryFit(End, low, high, length, topDown, out start);
    }

    private static ulong GapBefore(LeafNode<TFlags> leaf, int slot) => leaf.Bodies[slot].Start - EndBefore(leaf, slot);

    private static ulong EndBefore(LeafNode<TFlags> leaf, int slot) =>
        slot > 0 ? leaf.Ends[slot - 1]
        : leaf.Previous is { } previous ? previous.Ends[previous.Count - 1]
        : 0;

    private static bool TryFit(VmaPosition at, ulong low, ulong high, ulong length, bool topDown, out ulong start)
    {
        var leaf = Leaf(at);
        low = Math.Max(low, EndBefore(leaf, at.Slot));
        high = at.Slot < leaf.Count ? Math.Min(high, leaf.Bodies[at.Slot].Start) : high;
        start = topDown ? high - length : low;
        return low < high && high - low >= length;
    }

    /// <summary>Goes on to the next VMA with a large gap before it.</summary>
    private static bool TryFindGapBeyond(ref VmaPosition at, ulong length, int step)
    {
        var slot = at.Slot + step;
        for (var leaf = Leaf(at); leaf is not null; leaf = LeafBeyond(leaf, length, step))
        {
            slot = leaf == at.Leaf ? slot : step > 0 ? 0 : leaf.Count - 1;
            var largest = 0UL;
            for (; slot >= 0 && slot < leaf.Count; slot += step)
            {
                var gap = GapBefore(leaf, slot);
                if (gap >= length)
                {
                    at = new(leaf, slot);
                    return true;
                }

                largest = Math.Max(largest, gap);
            }

            leaf.GapBound = leaf == at.Leaf ? leaf.GapBound : largest;
        }

        return false;
    }

    private static LeafNode<TFlags>? LeafBeyond(LeafNode<TFlags> leaf, ulong length, int step)
    {
        Node node = leaf;
        while (node.Parent is { } parent)
        {
            node = parent.Find(parent.IndexOf(node) + step, step, length) ?? parent;
            while (node != parent && node is InnerNode inner)
            {
                var child = inner.Find(step > 0 ? 0 : inner.Count - 1, step, length);
                if (child is null)
                {
                    inner.LowerGapBound();
                    break;
                }

                node = child;
            }

            if (node.Level == 0)
            {
                return Unsafe.As<LeafNode<TFlags>>(node);
            }
        }

        return null;
    }

    /// <summary>Tells the nodes of the gaps before VMAs that came, and before the one behind them.</summary>
    protected void RaiseGapBounds(LeafNode<TFlags> leaf, int slot, int count)
    {
        var at = Normalize(leaf, slot);
        for (var i = 0; i <= count && at.Slot < Leaf(at).Count; i++)
        {
            RaiseGapBound(at.Leaf, GapBefore(Leaf(at), at.Slot));
            MoveNext(ref at);
        }
    }

    public static void RaiseGapBound(Node from, ulong gap)
    {
        for (var node = from; node is not null && node.GapBound < gap; node = node.Parent)
        {
            node.GapBound = gap;
        }
    }
}
