using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Tests.Store;

/// <summary>The invariants of the tree.</summary>
internal static class StoreChecks
{
    public static void Check<TFlags>(VmaStore<TFlags, RealSync> store)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var leaves = new List<LeafNode<TFlags>>();
        Collect(store.Root, null, 0, ulong.MaxValue, leaves);

        Assert.Equal(store.Count, leaves.Sum(leaf => leaf.Count));
        for (var i = 0; i < leaves.Count; i++)
        {
            Assert.Same(i > 0 ? leaves[i - 1] : null, leaves[i].Previous);
            Assert.Same(i + 1 < leaves.Count ? leaves[i + 1] : null, leaves[i].Next);
            Assert.True(leaves[i].Count > 0 || leaves.Count == 1);
            var end = i > 0 ? leaves[i - 1].Ends[leaves[i - 1].Count - 1] : 0;
            for (var slot = 0; slot < leaves[i].Count; slot++)
            {
                Assert.InRange(leaves[i].Bodies[slot].Start, Math.Max(end, leaves[i].Low), leaves[i].Ends[slot] - 1);
                Assert.True(leaves[i].Bodies[slot].Start - end <= leaves[i].GapBound);
                end = leaves[i].Ends[slot];
            }

            Assert.True(end <= leaves[i].High);
        }
    }

    private static void Collect<TFlags>(Node node, InnerNode? parent, ulong low, ulong high, List<LeafNode<TFlags>> leaves)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        Assert.Same(parent, node.Parent);
        Assert.True(parent is null || (parent.Level == node.Level + 1 && parent.GapBound >= node.GapBound));
        if (node is LeafNode<TFlags> leaf)
        {
            Assert.Equal((low, high), (leaf.Low, leaf.High));
            Assert.Equal(0UL, leaf.Version % 2);
            Assert.True(leaf.Ends[leaf.Count..].IndexOfAnyExcept(SortedKeys.Unused) < 0);
            leaves.Add(leaf);
            return;
        }

        var inner = (InnerNode)node;
        Assert.True(inner.Count > (parent is null ? 1 : 0));
        Assert.True(inner.Keys[(inner.Count - 1)..].IndexOfAnyExcept(SortedKeys.Unused) < 0);
        for (var i = 0; i < inner.Count; i++)
        {
            Collect(inner.Children[i]!, inner, i > 0 ? inner.Keys[i - 1] : low, i + 1 < inner.Count ? inner.Keys[i] : high, leaves);
        }
    }
}
