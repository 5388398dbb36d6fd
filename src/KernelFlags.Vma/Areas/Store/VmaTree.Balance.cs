using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <content>Leaves that are full or nearly empty, and the nodes above them.</content>
internal abstract partial class VmaTree<TFlags, TSync>
{
    /// <summary>A leaf with this much room takes VMAs of a full neighbour: fuller leaves are worth more than fewer moves.</summary>
    private const int WorthMoving = LeafNode<TFlags>.Capacity / 8;

    /// <summary>With fewer VMAs a leaf on average, the store has the leaves that it needs: churn alone must not make more.</summary>
    private const int EnoughOnAverage = LeafNode<TFlags>.Capacity * 3 / 4;

    private LeafNode<TFlags>? _held;
    private int _leafCount = 1;

    /// <summary>The number of leaves.</summary>
    public int LeafCount => _leafCount;

    private bool HasEnoughLeaves => _leafCount * EnoughOnAverage > Count;

    /// <summary>What growth leaves in the pool for the churn that follows, in which now and then no neighbour has room.</summary>
    private int Reserve => Math.Min(_leafCount, 8 + (_leafCount / 32));

    /// <summary>Makes a leaf's readers wait.</summary>
    protected static void BeginChange(LeafNode<TFlags> leaf)
    {
        TSync.Write(ref leaf.Version, leaf.Version + 1);
        TSync.WriteBarrier();
    }

    protected static void EndChange(LeafNode<TFlags> leaf) => TSync.Write(ref leaf.Version, leaf.Version + 1);

    /// <summary>Makes a leaf's readers wait, until all that was held is released.</summary>
    protected void Hold(LeafNode<TFlags> leaf)
    {
        if (leaf.Version % 2 == 0)
        {
            BeginChange(leaf);
            leaf.NextInList = _held;
            _held = leaf;
        }
    }

    public void ReleaseAll()
    {
        while (_held is { } leaf)
        {
            _held = Unsafe.As<LeafNode<TFlags>?>(leaf.NextInList);
            leaf.NextInList = null;
            if (leaf.High == 0) // it was taken out of the tree
            {
                _leafCount--;
                _pool.Retire(leaf);
            }

            EndChange(leaf);
        }
    }

    /// <summary>Makes room in a full leaf, and says where the slot went: to a neighbour, or to a new leaf.</summary>
    protected void MakeRoom(ref LeafNode<TFlags> leaf, ref int slot)
    {
        Hold(leaf);
        var enough = HasEnoughLeaves && _pool.LeafCount <= Reserve ? 1 : WorthMoving;
        if (leaf.Next is { } right && Room(right) >= enough)
        {
            MakeRoomInNext(ref leaf, ref slot, right);
        }
        else if (leaf.Previous is { } left && Room(left) >= enough)
        {
            MakeRoomInPrevious(ref leaf, ref slot, left);
        }
        else
        {
            // Who appends leaves full leaves behind.
            var appends = leaf.Next is null && slot == leaf.Count;
            var added = Split(leaf, appends ? 0 : leaf.Count / 2);
            (leaf, slot) = appends || slot > leaf.Count ? (added, slot - leaf.Count) : (leaf, slot);
        }
    }

    private void MakeRoomInNext(ref LeafNode<TFlags> leaf, ref int slot, LeafNode<TFlags> right)
    {
        if (slot == leaf.Count)
        {
            (leaf, slot) = (right, 0);
            return;
        }

        Hold(right);
        leaf.MoveLastTo(right, (Room(right) + 1) / 2);
        MoveBorder(leaf, right, right.Bodies[0].Start);
        RaiseGapBound(right, leaf.GapBound);
        (leaf, slot) = slot > leaf.Count ? (right, slot - leaf.Count) : (leaf, slot);
    }

    private void MakeRoomInPrevious(ref LeafNode<TFlags> leaf, ref int slot, LeafNode<TFlags> left)
    {
        if (slot == 0)
        {
            (leaf, slot) = (left, left.Count);
            return;
        }

        Hold(left);
        var count = (Room(left) + 1) / 2;
        leaf.MoveFirstTo(left, count);
        MoveBorder(left, leaf, leaf.Bodies[0].Start);
        RaiseGapBound(left, leaf.GapBound);
        (leaf, slot) = slot < count ? (left, left.Count - count + slot) : (leaf, slot - count);
    }

    private static int Room(LeafNode<TFlags> leaf) => LeafNode<TFlags>.Capacity - leaf.Count;

    /// <summary>Moves the last VMAs of a leaf to a new one behind it.</summary>
    public LeafNode<TFlags> Split(LeafNode<TFlags> leaf, int count)
    {
        var added = TakeLeaf();
        Hold(added);
        leaf.MoveLastTo(added, count);
        added.GapBound = leaf.GapBound;
        var border = count > 0 ? added.Bodies[0].Start : leaf.Ends[leaf.Count - 1];
        (added.Low, added.High, leaf.High) = (border, leaf.High, border);
        (added.Previous, added.Next) = (leaf, leaf.Next);
        if (leaf.Next is { } next)
        {
            Hold(next);
            next.Previous = added;
        }

        leaf.Next = added;
        Attach(leaf, added, border);
        return added;
    }

    /// <summary>Hangs a node behind another one of its level.</summary>
    private void Attach(Node left, Node added, ulong border)
    {
        if (left.Parent is null)
        {
            var root = _pool.TakeInner(left.Level + 1);
            root.Children[0] = left;
            root.Count = 1;
            root.GapBound = left.GapBound;
            left.Parent = root;
            root.Insert(1, added, border);
            Volatile.Write(ref _root, root);
            return;
        }

        if (left.Parent.Count == InnerNode.Capacity)
        {
            SplitInner(left.Parent);
        }

        var parent = left.Parent;
        parent.Insert(parent.IndexOf(border - 1) + 1, added, border);
    }

    private void SplitInner(InnerNode node)
    {
        var half = node.Count / 2;
        var border = node.Keys[half - 1];
        var added = _pool.TakeInner(node.Level);
        added.GapBound = node.GapBound;
        added.Append(node, half, border);
        Attach(node, added, border);
    }

    /// <summary>Takes a nearly empty leaf out of the tree, if the leaf that gets its addresses has room for what it holds.</summary>
    /// <returns>Where a place went.</returns>
    protected VmaPosition Dissolve(LeafNode<TFlags> leaf, VmaPosition at)
    {
        Node node = leaf;
        while (node.Parent is { Count: 1 } only)
        {
            node = only;
        }

        if (node.Parent is not { } parent)
        {
            return at;
        }

        var index = parent.IndexOf(leaf.Low);
        var heir = index > 0 ? leaf.Previous! : leaf.Next!;
        if (leaf.Count > 0 && heir.Count + leaf.Count > LeafNode<TFlags>.Capacity - WorthMoving)
        {
            return at;
        }

        Hold(leaf);
        Hold(heir);
        if (index > 0)
        {
            at = at.Leaf == leaf ? new(heir, heir.Count + at.Slot) : at;
            leaf.MoveFirstTo(heir, leaf.Count);
            heir.High = leaf.High;
        }
        else
        {
            at = at.Leaf == leaf ? new(heir, at.Slot) : at.Leaf == heir ? new(heir, at.Slot + leaf.Count) : at;
            leaf.MoveLastTo(heir, leaf.Count);
            heir.Low = leaf.Low;
        }

        RaiseGapBound(heir, leaf.GapBound);
        Unlink(leaf);
        RetireInner(leaf.Parent, node);
        parent.RemoveAt(index);
        MergeInner(parent);
        return at;
    }

    private void Unlink(LeafNode<TFlags> leaf)
    {
        if (leaf.Previous is { } previous)
        {
            Hold(previous);
            previous.Next = leaf.Next;
        }

        if (leaf.Next is { } next)
        {
            Hold(next);
            next.Previous = leaf.Previous;
        }

        (leaf.Low, leaf.High, leaf.Previous, leaf.Next) = (ulong.MaxValue, 0, null, null);
    }

    /// <summary>Puts the nodes from one up to another one into the pool.</summary>
    private void RetireInner(InnerNode? from, Node last)
    {
        for (var node = from; node is not null && node.Level <= last.Level;)
        {
            var parent = node.Parent;
            _pool.Retire(node);
            node = parent;
        }
    }

    /// <summary>Keeps the upper levels from wasting away: a root of one child goes, and so does a node that fits into its neighbour.</summary>
    private void MergeInner(InnerNode node)
    {
        while (_root is InnerNode { Count: 1 } root)
        {
            var child = root.Children[0]!;
            child.Parent = null;
            Volatile.Write(ref _root, child);
            _pool.Retire(root);
        }

        if (node.Count > InnerNode.Capacity / 4 || node.Parent is not { Count: > 1 } parent)
        {
            return;
        }

        var index = Math.Max(parent.IndexOf(node), 1);
        var left = Unsafe.As<InnerNode>(parent.Children[index - 1]!);
        var right = Unsafe.As<InnerNode>(parent.Children[index]!);
        if (left.Count + right.Count > InnerNode.Capacity / 2)
        {
            return;
        }

        left.GapBound = Math.Max(left.GapBound, right.GapBound);
        left.Append(right, 0, parent.Keys[index - 1]);
        parent.RemoveAt(index);
        _pool.Retire(right);
        MergeInner(parent);
    }

    /// <summary>Moves the border between two leaves that follow one another.</summary>
    protected void MoveBorder(LeafNode<TFlags> left, LeafNode<TFlags> right, ulong border)
    {
        Hold(left);
        Hold(right);
        var old = right.Low;
        (left.High, right.Low) = (border, border);
        var parent = right.Parent!;
        int index;
        while ((index = parent.IndexOf(old)) == 0)
        {
            parent = parent.Parent!;
        }

        parent.Keys[index - 1] = border;
    }

    private LeafNode<TFlags> TakeLeaf()
    {
        if (_pool.LeafCount == 0 || (_pool.LeafCount < Reserve / 2 && !HasEnoughLeaves))
        {
            _pool.AddLeaves(Reserve);
        }

        _leafCount++;
        return _pool.TakeLeaf();
    }
}
