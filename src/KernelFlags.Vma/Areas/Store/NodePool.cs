using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>Nodes of a tree that are not in use. They are never given back to the runtime while the tree lives, so that a reader may stray.</summary>
internal sealed class NodePool<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private Node? _leaves;
    private Node?[] _inner = [];

    /// <summary>How many leaves there are here.</summary>
    public int LeafCount { get; private set; }

    /// <summary>Makes leaves, until there are so many here.</summary>
    public void AddLeaves(int count)
    {
        while (LeafCount < count)
        {
            Retire(new LeafNode<TFlags>());
        }
    }

    /// <summary>Takes a leaf, of which there must be one.</summary>
    public LeafNode<TFlags> TakeLeaf()
    {
        var leaf = Unsafe.As<LeafNode<TFlags>>(_leaves!);
        _leaves = leaf.NextInList;
        LeafCount--;
        return leaf;
    }

    public InnerNode TakeInner(int level)
    {
        if (level >= _inner.Length)
        {
            Array.Resize(ref _inner, level + 1);
        }

        if (_inner[level] is null)
        {
            Retire(new InnerNode(level));
            Retire(new InnerNode(level));
        }

        var node = Unsafe.As<InnerNode>(_inner[level]!);
        _inner[level] = node.NextInList;
        node.NextInList = null;
        return node;
    }

    public void Retire(LeafNode<TFlags> leaf)
    {
        leaf.NextInList = _leaves;
        _leaves = leaf;
        LeafCount++;
    }

    public void Retire(InnerNode node)
    {
        (node.Parent, node.Count) = (null, 0);
        node.NextInList = _inner[node.Level];
        _inner[node.Level] = node;
    }
}
