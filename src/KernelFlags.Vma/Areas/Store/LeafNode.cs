using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>
/// A leaf: VMAs that follow one another, in arrays by column. What is searched (<see cref="Ends"/>) lies apart from what is read of the
/// one that was found.
/// </summary>
/// <remarks>
/// No VMA crosses a leaf's borders, so that an address belongs to one leaf alone and what a lookup says of it depends on that leaf alone.
/// <see cref="Version"/> is odd while the writer changes the leaf: a reader that finds the same even number before and after it read, and
/// its address within the borders, has read one state.
/// </remarks>
internal sealed class LeafNode<TFlags>() : Node(0)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The most VMAs that it holds.</summary>
    public const int Capacity = 32;

    /// <summary>Counts the changes, twice each.</summary>
    public ulong Version;

    /// <summary>The lowest address that belongs to it.</summary>
    public ulong Low;

    /// <summary>The lowest address that no longer belongs to it.</summary>
    public ulong High;

    /// <summary>The leaf before; null for the first.</summary>
    public LeafNode<TFlags>? Previous;

    /// <summary>The leaf after; null for the last.</summary>
    public LeafNode<TFlags>? Next;

    /// <summary>Whether any VMA has had attributes since it was made: until then they are neither read nor written, and take no cache line.</summary>
    private bool _hasAttributes;

    private LeafKeys _ends = LeafKeys.AllUnused();
    private LeafAttributes _attributes;
    private LeafBodies _bodies;

    /// <summary>The byte after the last one of each VMA: the key.</summary>
    public Span<ulong> Ends => _ends;

    /// <summary>The number of the attributes of each VMA.</summary>
    private Span<int> Attributes => _attributes;

    /// <summary>The rest of each VMA.</summary>
    public Span<VmaBody<TFlags>> Bodies => _bodies;

    /// <summary>The slot of the first VMA that ends after an address.</summary>
    /// <param name="address">The address, at most <see cref="SortedKeys.Highest"/>.</param>
    /// <returns>The slot; <see cref="Node.Count"/> when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SlotOf(ulong address) => SortedKeys.CountAtMost(_ends, address);

    /// <summary>Reads a VMA, but for flags that are pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(int slot, out VmaRecord<TFlags> vma)
    {
        vma.Body = BodyAt(slot);
        vma.End = EndAt(slot);
        vma.Attributes = _hasAttributes ? AttributesAt(slot) : 0;
    }

    /// <summary>Writes a VMA.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int slot, in VmaRecord<TFlags> vma)
    {
        BodyAt(slot).SetFresh(in vma.Body);
        EndAt(slot) = vma.End;
        if (_hasAttributes || vma.Attributes != 0)
        {
            WriteAttributes(slot, vma.Attributes);
        }
    }

    /// <summary>Makes a number of slots into another number of slots; what lies behind moves along.</summary>
    /// <param name="oldCount">How many they are.</param>
    /// <param name="newCount">How many they become.</param>
    public void Resize(int slot, int oldCount, int newCount)
    {
        if (oldCount == newCount)
        {
            return;
        }

        Shift(slot + oldCount, newCount - oldCount);
        var count = Count + newCount - oldCount;
        if (count < Count)
        {
            Ends[count..Count].Fill(SortedKeys.Unused);
        }

        Count = count;
    }

    /// <summary>Moves its first VMAs to the end of the leaf before.</summary>
    /// <param name="target">That leaf.</param>
    /// <param name="count">How many.</param>
    public void MoveFirstTo(LeafNode<TFlags> target, int count)
    {
        CopyTo(target, 0, count, target.Count);
        target.Count += count;
        Resize(0, count, 0);
    }

    /// <summary>Moves its last VMAs to the front of the leaf after.</summary>
    /// <param name="target">That leaf.</param>
    /// <param name="count">How many.</param>
    public void MoveLastTo(LeafNode<TFlags> target, int count)
    {
        target.Resize(0, 0, count);
        CopyTo(target, Count - count, Count, 0);
        Resize(Count - count, count, 0);
    }

    /// <summary>
    /// Moves the VMAs from a slot on by some slots, one by one: for ranges that overlap, <see cref="Span{T}.CopyTo"/> would leave managed
    /// code, which takes longer than the copy.
    /// </summary>
    private void Shift(int from, int by)
    {
        if (by < 0)
        {
            for (var slot = from; slot < Count; slot++)
            {
                Move(slot, slot + by);
            }
        }
        else
        {
            for (var slot = Count - 1; slot >= from; slot--)
            {
                Move(slot, slot + by);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(int from, int to)
    {
        EndAt(to) = EndAt(from);
        BodyAt(to) = BodyAt(from);
        if (_hasAttributes)
        {
            AttributesAt(to) = AttributesAt(from);
        }
    }

    /// <summary>Writes the attributes of a VMA; those of all others are none until the first one has some.</summary>
    private void WriteAttributes(int slot, int attributes)
    {
        if (!_hasAttributes)
        {
            Attributes.Clear();
            _hasAttributes = true;
        }

        AttributesAt(slot) = attributes;
    }

    // Whoever asks for a slot compared it with Count, which is at most Capacity whatever the writer does meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong EndAt(int slot) => ref Unsafe.Add(ref _ends[0], slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int AttributesAt(int slot) => ref Unsafe.Add(ref _attributes[0], slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref VmaBody<TFlags> BodyAt(int slot) => ref Unsafe.Add(ref _bodies[0], slot);

    private void CopyTo(LeafNode<TFlags> target, int from, int until, int to)
    {
        Ends[from..until].CopyTo(target.Ends[to..]);
        for (var slot = from; slot < until && (_hasAttributes || target._hasAttributes); slot++)
        {
            target.WriteAttributes(to + slot - from, _hasAttributes ? AttributesAt(slot) : 0);
        }

        Bodies[from..until].CopyTo(target.Bodies[to..]);
    }

    [InlineArray(Capacity)]
    private struct LeafKeys
    {
        private ulong _first;

        public static LeafKeys AllUnused()
        {
            LeafKeys keys = default;
            ((Span<ulong>)keys).Fill(SortedKeys.Unused);
            return keys;
        }
    }

    [InlineArray(Capacity)]
    private struct LeafAttributes
    {
        private int _first;
    }

    [InlineArray(Capacity)]
    private struct LeafBodies
    {
        private VmaBody<TFlags> _first;
    }
}
