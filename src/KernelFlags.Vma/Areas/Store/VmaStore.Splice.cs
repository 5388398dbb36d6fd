namespace KernelFlags.Vma.Areas.Store;

/// <content>The one way in which the store changes.</content>
internal sealed partial class VmaStore<TFlags, TSync>
{
    /// <summary>A leaf with fewer goes, if its neighbour has room.</summary>
    private const int FewVmas = LeafNode<TFlags>.Capacity / 2;

    /// <summary>
    /// Replaces VMAs that follow one another by others. Readers see all of it or nothing.
    /// </summary>
    /// <param name="at">The place of the first one.</param>
    /// <param name="removeCount">How many go.</param>
    /// <param name="insert">What comes, in the order of addresses; an <see cref="VmaRecord{TFlags}.Id"/> of one that goes lives on,
    /// 0 stands for a new one, and is replaced by its identity.</param>
    /// <returns>The place of the first that came, or of what follows when none did.</returns>
    public VmaPosition Splice(VmaPosition at, int removeCount, Span<VmaRecord<TFlags>> insert)
    {
        var leaf = Leaf(at);
        var slot = at.Slot;
        var count = leaf.Count + insert.Length - removeCount;
        if (slot + removeCount > leaf.Count
            || count > LeafNode<TFlags>.Capacity
            || (count == 0 && leaf.Parent is not null)
            || (insert.Length > 0 && (insert[0].Start < leaf.Low || insert[^1].End > leaf.High)))
        {
            return SpliceAcrossLeaves(leaf, slot, removeCount, insert);
        }

        var isFewer = count < leaf.Count;
        var fills = Fills(leaf, slot, removeCount, insert);
        BeginChange(leaf);
        FreeIds(leaf, slot, removeCount, insert);
        leaf.Resize(slot, removeCount, insert.Length);
        for (var i = 0; i < insert.Length; i++)
        {
            Write(leaf, slot + i, ref insert[i]);
        }

        EndChange(leaf);
        Count += insert.Length - removeCount;
        if (!fills)
        {
            RaiseGapBounds(leaf, slot, insert.Length);
        }

        at = slot == count ? Normalize(leaf, slot) : at;
        if (isFewer && count < FewVmas)
        {
            at = Dissolve(leaf, at);
            ReleaseAll();
        }

        return at;
    }

    /// <summary>Whether what comes covers what goes, so that no gap changes.</summary>
    private static bool Fills(LeafNode<TFlags> leaf, int slot, int removeCount, ReadOnlySpan<VmaRecord<TFlags>> insert)
    {
        if (removeCount == 0 || insert.IsEmpty)
        {
            return false;
        }

        var end = leaf.Bodies[slot].Start;
        foreach (ref readonly var vma in insert)
        {
            if (vma.Start != end)
            {
                return false;
            }

            end = vma.End;
        }

        return end == leaf.Ends[slot + removeCount - 1];
    }

    /// <summary>The general case: VMAs of several leaves, a leaf that is full or nearly empty, a border that moves.</summary>
    private VmaPosition SpliceAcrossLeaves(LeafNode<TFlags> leaf, int slot, int removeCount, Span<VmaRecord<TFlags>> insert)
    {
        if (removeCount == 0 && insert.IsEmpty)
        {
            return new(leaf, slot);
        }

        var resume = insert.IsEmpty ? leaf.Bodies[slot].Start : insert[0].Start;
        Remove(leaf, slot, removeCount, insert);
        foreach (ref var vma in insert)
        {
            InsertOne(ref leaf, ref slot, ref vma);
        }

        if (leaf.Count < FewVmas)
        {
            Dissolve(leaf, default);
        }

        Count += insert.Length - removeCount;
        var first = Seek(resume);
        RaiseGapBounds(Leaf(first), first.Slot, insert.Length);
        ReleaseAll();
        return first;
    }

    private void Remove(LeafNode<TFlags> leaf, int slot, int count, ReadOnlySpan<VmaRecord<TFlags>> insert)
    {
        while (true)
        {
            var here = Math.Min(count, leaf.Count - slot);
            Hold(leaf);
            FreeIds(leaf, slot, here, insert);
            leaf.Resize(slot, here, 0);
            count -= here;
            while (count > 0 && leaf.Next is { } next && next.Count <= count)
            {
                count -= next.Count;
                Hold(next);
                FreeIds(next, 0, next.Count, insert);
                next.Resize(0, next.Count, 0);
                Dissolve(next, default);
            }

            if (count == 0)
            {
                return;
            }

            (leaf, slot) = (leaf.Next!, 0);
        }
    }

    private void InsertOne(ref LeafNode<TFlags> leaf, ref int slot, ref VmaRecord<TFlags> vma)
    {
        if (leaf.Count == LeafNode<TFlags>.Capacity)
        {
            MakeRoom(ref leaf, ref slot);
        }

        Hold(leaf);
        if (vma.Start < leaf.Low)
        {
            MoveBorder(leaf.Previous!, leaf, vma.Start);
        }

        if (vma.End > leaf.High)
        {
            MoveBorder(leaf, leaf.Next!, vma.End);
        }

        leaf.Resize(slot, 0, 1);
        Write(leaf, slot++, ref vma);
    }

    private void Write(LeafNode<TFlags> leaf, int slot, ref VmaRecord<TFlags> vma)
    {
        vma.Id = vma.Id != 0 ? vma.Id : _side.Allocate();
        leaf.Write(slot, vma);
    }

    private void FreeIds(LeafNode<TFlags> leaf, int slot, int count, ReadOnlySpan<VmaRecord<TFlags>> insert)
    {
        foreach (ref readonly var body in leaf.Bodies.Slice(slot, count))
        {
            var stays = false;
            foreach (ref readonly var vma in insert)
            {
                stays |= vma.Id == body.Id;
            }

            if (_side.HasPending)
            {
                _side.ClearPending(body.Id);
            }

            if (!stays)
            {
                _side.Free(body.Id);
            }
        }
    }
}
