using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>A node of the tree. Nodes are never given back to the runtime while the store lives, so that a reader may stray.</summary>
/// <param name="level">How many levels lie below it: 0 for a leaf. It never changes, so that a reader that strays comes to an end.</param>
internal abstract class Node(int level)
{
    /// <summary>How many levels lie below it.</summary>
    public readonly int Level = level;

    /// <summary>How many VMAs (leaf) or children (inner node) it has.</summary>
    public int Count;

    /// <summary>The node above it; null for the root.</summary>
    public InnerNode? Parent;

    /// <summary>In bytes, at least the largest gap before one of its VMAs. It is raised at once, and lowered by a search for a gap.</summary>
    public ulong GapBound;

    /// <summary>The next node of the pool, or the next leaf that the writer holds.</summary>
    public Node? NextInList;
}

/// <summary>
/// A node that leads to others. A reader takes whatever it finds here for a hint: only the leaf's own borders tell it that it is right.
/// </summary>
/// <param name="level">How many levels lie below it, at least 1.</param>
internal sealed class InnerNode(int level) : Node(level)
{
    /// <summary>The most children that it has.</summary>
    public const int Capacity = 64;

    private NodeKeys _keys = NodeKeys.AllUnused();
    private NodeChildren _children;

    /// <summary>Addresses between the children: what lies below key <c>i</c> and not below the one before belongs to child <c>i</c>.</summary>
    public Span<ulong> Keys => _keys;

    /// <summary>The children in the order of addresses.</summary>
    public Span<Node?> Children => _children;

    /// <summary>The child that an address belongs to.</summary>
    /// <param name="address">The address, at most <see cref="SortedKeys.Highest"/>.</param>
    /// <returns>The number of the child.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(ulong address) => SortedKeys.CountAtMost(_keys, address);

    /// <summary>The child that an address belongs to.</summary>
    /// <param name="address">The address, at most <see cref="SortedKeys.Highest"/>.</param>
    /// <returns>The child; a reader may get null while the writer changes the node.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Node? ChildOf(ulong address) => Unsafe.Add(ref _children[0], IndexOf(address)); // the last key is never used, so the index is one

    /// <summary>The number of a child.</summary>
    public int IndexOf(Node child)
    {
        var index = 0;
        while (_children[index] != child)
        {
            index++;
        }

        return index;
    }

    /// <summary>The next child below which there may be a gap.</summary>
    /// <param name="index">The first child to look at.</param>
    /// <param name="step">1 to go up, -1 to go down.</param>
    /// <param name="gap">The length of the gap, in bytes.</param>
    /// <returns>The child; null when there is none.</returns>
    public Node? Find(int index, int step, ulong gap)
    {
        for (; index >= 0 && index < Count; index += step)
        {
            if (_children[index]!.GapBound >= gap)
            {
                return _children[index];
            }
        }

        return null;
    }

    /// <summary>Makes the bound no larger than it must be, given those of the children.</summary>
    public void LowerGapBound()
    {
        GapBound = 0;
        foreach (var child in Children[..Count])
        {
            GapBound = Math.Max(GapBound, child!.GapBound);
        }
    }

    /// <summary>Puts a child behind another one.</summary>
    /// <param name="index">Its number, above 0.</param>
    /// <param name="border">The address at which it begins.</param>
    public void Insert(int index, Node child, ulong border)
    {
        Keys[(index - 1)..(Count - 1)].CopyTo(Keys[index..]);
        Children[index..Count].CopyTo(Children[(index + 1)..]);
        Keys[index - 1] = border;
        Children[index] = child;
        child.Parent = this;
        Count++;
    }

    /// <summary>Takes a child out. Its addresses go to the child before, or for the first one to the child after.</summary>
    public void RemoveAt(int index)
    {
        var key = Math.Max(index - 1, 0);
        Children[(index + 1)..Count].CopyTo(Children[index..]);
        Keys[(key + 1)..].CopyTo(Keys[key..]);
        Count--;
    }

    /// <summary>Appends children of the node that follows.</summary>
    /// <param name="source">That node.</param>
    /// <param name="first">The first of the children; those after it come too.</param>
    /// <param name="border">The address at which the first one begins.</param>
    public void Append(InnerNode source, int first, ulong border)
    {
        var count = source.Count - first;
        if (Count > 0)
        {
            Keys[Count - 1] = border;
        }

        source.Keys[first..(source.Count - 1)].CopyTo(Keys[Count..]);
        source.Children[first..source.Count].CopyTo(Children[Count..]);
        foreach (var child in source.Children[first..source.Count])
        {
            child!.Parent = this;
        }

        Count += count;
        source.Count = first;
        source.Keys[Math.Max(first - 1, 0)..].Fill(SortedKeys.Unused);
    }

    [InlineArray(Capacity)]
    private struct NodeKeys
    {
        private ulong _first;

        public static NodeKeys AllUnused()
        {
            NodeKeys keys = default;
            ((Span<ulong>)keys).Fill(SortedKeys.Unused);
            return keys;
        }
    }

    [InlineArray(Capacity)]
    private struct NodeChildren
    {
        private Node? _first;
    }
}
