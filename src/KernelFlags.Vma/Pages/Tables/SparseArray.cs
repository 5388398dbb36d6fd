using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Pages.Tables;

/// <summary>
/// An array of which few of very many elements are there: a radix tree, as deep as the highest index needs. Any number of threads may read
/// while one thread changes; they see each element that stays all the while.
/// </summary>
internal sealed class SparseArray<T>
    where T : class
{
    private const int LevelBits = 6;
    private const int LevelSize = 1 << LevelBits;

    private Node? _root;

    /// <summary>Whether no element is there.</summary>
    public bool IsEmpty => Volatile.Read(ref _root) is null;

    /// <summary>An element; null where none is.</summary>
    public T? this[ulong index]
    {
        get
        {
            var node = Volatile.Read(ref _root);
            if (node is null || index >> node.Shift >= LevelSize)
            {
                return null;
            }

            for (; ; )
            {
                var child = Volatile.Read(ref node.ChildOf(index));
                if (node.Shift == 0 || child is null)
                {
                    return Unsafe.As<T?>(child);
                }

                node = Unsafe.As<Node>(child);
            }
        }
    }

    /// <summary>The first element from an index on.</summary>
    /// <returns>The element; null when there is none.</returns>
    public T? FirstFrom(ulong index)
    {
        var root = Volatile.Read(ref _root);
        return root is null || index >> root.Shift >= LevelSize ? null : FirstFrom(root, index);
    }

    /// <summary>Puts an element in.</summary>
    public void Set(ulong index, T element)
    {
        var root = _root ?? new(0);
        while (index >> root.Shift >= LevelSize)
        {
            var higher = new Node(root.Shift + LevelBits);
            if (root.Count > 0)
            {
                higher.Children[0] = root;
                higher.Count = 1;
            }

            root = higher;
        }

        var node = root;
        for (; node.Shift > 0; node = Unsafe.As<Node>(node.ChildOf(index)!))
        {
            if (node.ChildOf(index) is null)
            {
                node.Add(index, new Node(node.Shift - LevelBits));
            }
        }

        node.Add(index, element);
        Volatile.Write(ref _root, root);
    }

    /// <summary>Takes an element out.</summary>
    public void Remove(ulong index)
    {
        if (_root is { } root && index >> root.Shift < LevelSize && Remove(root, index))
        {
            Volatile.Write(ref _root, null);
        }
    }

    private static T? FirstFrom(Node node, ulong index)
    {
        for (var i = node.IndexOf(index); i < LevelSize; i++)
        {
            if (Volatile.Read(ref node.Children[i]) is { } child)
            {
                var first = node.Shift == 0 ? Unsafe.As<T>(child) : FirstFrom(Unsafe.As<Node>(child), index);
                if (first is not null)
                {
                    return first;
                }
            }

            index = ((index >> node.Shift) + 1) << node.Shift;
        }

        return null;
    }

    /// <returns>Whether nothing is left below the node.</returns>
    private static bool Remove(Node node, ulong index)
    {
        ref var child = ref node.ChildOf(index);
        if (child is null || (node.Shift > 0 && !Remove(Unsafe.As<Node>(child), index)))
        {
            return false;
        }

        Volatile.Write(ref child, null);
        return --node.Count == 0;
    }

    private sealed class Node(int shift)
    {
        public readonly int Shift = shift;
        public readonly object?[] Children = new object?[LevelSize];
        public int Count;

        public int IndexOf(ulong index) => (int)(index >> Shift) & (LevelSize - 1);

        public ref object? ChildOf(ulong index) => ref Children[IndexOf(index)];

        public void Add(ulong index, object child)
        {
            ref var place = ref ChildOf(index);
            Count += place is null ? 1 : 0;
            Volatile.Write(ref place, child);
        }
    }
}
