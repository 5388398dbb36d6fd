using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>Merging and splitting: one predicate, one function for the flags, one path that changes a range.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Why two touching VMAs are two. It is asked of the same predicate that decides merges.</summary>
    /// <param name="left">The lower one.</param>
    /// <param name="right">The one that begins where it ends.</param>
    /// <returns>The first reason that decided, with the flags that it is about.</returns>
    public MergeExplanation<TFlags> Explain(in Vma<TFlags> left, in Vma<TFlags> right)
    {
        var (below, above) = (left.Record, right.Record);
        var reason = RefusalOfFlags(below, above, out var flags);
        reason = reason != MergeReason.None ? reason : AttributeTable.Compare(left.Attributes, right.Attributes);
        reason = reason != MergeReason.None ? reason : RefusalOfPlace(below, above, proposed: ref above);
        var keepsBoth = left.Attributes.HasCloseHook && right.Attributes.HasCloseHook;
        return new(reason == MergeReason.None && keepsBoth ? MergeReason.CloseHook : reason, flags);
    }

    /// <summary>The predicate: whether two ranges, one of them proposed, become one.</summary>
    /// <param name="left">The lower one.</param>
    /// <param name="right">The upper one.</param>
    /// <param name="proposed">Which of the two is the range that is new or about to change; the other one would take it in.</param>
    /// <param name="extends">Whether the range is more of a VMA that grows: then it does not matter that this one is a fork child.</param>
    private bool Merges(
        in VmaRecord<TFlags> left, in VmaRecord<TFlags> right, ref readonly VmaRecord<TFlags> proposed, bool extends = false) =>
        RefusalOfFlags(left, right, out _) == MergeReason.None
        && _attributes.SameForMerge(left.Attributes, right.Attributes)
        && RefusalOfPlace(left, right, in proposed, extends) == MergeReason.None;

    /// <summary>What of the flags keeps two ranges apart, or that they do not touch.</summary>
    /// <param name="left">The lower one.</param>
    /// <param name="right">The upper one.</param>
    /// <param name="flags">The flags that the reason is about.</param>
    /// <returns>The reason; none when nothing does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static MergeReason RefusalOfFlags(in VmaRecord<TFlags> left, in VmaRecord<TFlags> right, out TFlags flags)
    {
        flags = (left.Flags | right.Flags) & TFlags.Special;
        if (!flags.IsEmpty)
        {
            return MergeReason.Special;
        }

        flags = left.Flags.Diff(right.Flags).Without(TFlags.IgnoredOnMerge);
        if (!flags.IsEmpty)
        {
            return MergeReason.Flags;
        }

        return left.End != right.Start ? MergeReason.Apart : MergeReason.None;
    }

    /// <summary>Whether the page offset or the <c>anon_vma</c> keeps two ranges apart.</summary>
    /// <inheritdoc cref="Merges"/>
    /// <returns>The reason; none when neither does.</returns>
    private MergeReason RefusalOfPlace(
        in VmaRecord<TFlags> left, in VmaRecord<TFlags> right, ref readonly VmaRecord<TFlags> proposed, bool extends = false)
    {
        if (left.PageOffset + Page(left.End - left.Start) != right.PageOffset)
        {
            return MergeReason.PageOffset;
        }

        var (range, neighbour) = proposed.Start == left.Start ? (left.AnonVma, right.AnonVma) : (right.AnonVma, left.AnonVma);
        return range == neighbour || MergesAnonVmas(range, neighbour, extends) ? MergeReason.None : MergeReason.AnonVma;
    }

    /// <summary>Whether a range's <c>anon_vma</c> and a different one of a neighbour become one: when one side has none and the other is no
    /// fork child.</summary>
    private bool MergesAnonVmas(int range, int neighbour, bool extends) => range == 0
        ? !_machine.AnonVmas.IsForkChild(neighbour)
        : neighbour == 0
            && _capabilities.Has(KernelCapability.ModifyMergesUnfaultedWithFaulted)
            && (extends || !_machine.AnonVmas.IsForkChild(range));

    /// <summary>Whether a VMA may be deleted by a merge.</summary>
    private bool CanRemove(in VmaRecord<TFlags> vma) => !_attributes[vma.Attributes].HasCloseHook;

    /// <summary>The flags of a merge's result: those of the VMA that stays, and the sticky ones of every range that took part.</summary>
    private static TFlags MergedFlags(TFlags survivor, TFlags others) => survivor | (others & TFlags.Sticky);

    /// <summary>
    /// Puts a new range into a hole: merged with what it touches, else as a VMA of its own.
    /// </summary>
    /// <param name="at">The place of the hole.</param>
    /// <param name="proposed">The range.</param>
    /// <param name="kept">The identity of a VMA that may not take part: the source of a move that stays mapped; 0 for none.</param>
    /// <param name="result">The VMA that holds the range.</param>
    /// <param name="extends">Whether the range is more of the VMA before it.</param>
    /// <param name="remaps">Whether mremap(2) makes the range, which the oldest kernels merge by other rules than a new mapping.</param>
    /// <returns>False when the commit failed; nothing has changed then.</returns>
    private bool Insert(
        VmaPosition at, in VmaRecord<TFlags> proposed, int kept, out VmaRecord<TFlags> result, bool extends = false, bool remaps = false)
    {
        var hasNext = _vmas.TryGet(at, out var next) && next.Start == proposed.End;
        var before = at;
        var hasPrevious = _vmas.MovePrevious(ref before) & _vmas.TryGet(before, out var previous) && previous.End == proposed.Start;
        var touchesKept = (hasNext && next.Id == kept) || (hasPrevious && previous.Id == kept);
        var isAlone = remaps && touchesKept && !_capabilities.Has(KernelCapability.DontunmapMergesBesideSource);
        hasNext = hasNext && next.Id != kept && !isAlone;
        hasPrevious = hasPrevious && previous.Id != kept && !isAlone;

        var left = hasPrevious && Merges(previous, proposed, in proposed);
        var right = hasNext && Merges(proposed, next, in proposed, extends);
        if (left && right && !(remaps ? TogetherAnonVmas(previous, next) : AreTogether(previous, next, proposed.AnonVma)))
        {
            // The oldest kernels look at what follows a new mapping first, and extend that.
            left = remaps || _capabilities.Has(KernelCapability.MergeUnfaultedWithFaultedNeighbours);
            right = !left;
        }

        Unsafe.SkipInit(out result);
        if (!left && !right)
        {
            result.SetFresh(in proposed);
            return !Commit(at, 0, ref result).IsNone;
        }

        if (right)
        {
            StartWrite(ref next);
        }

        if (!left)
        {
            result = next;
            result.Start = proposed.Start;
            result.PageOffset = proposed.PageOffset;
            result.Flags = MergedFlags(next.Flags, proposed.Flags);
            result.AnonVma = next.AnonVma != 0 ? next.AnonVma : proposed.AnonVma;
            return !Commit(at, 1, ref result).IsNone;
        }

        StartWrite(ref previous);
        var both = right && CanRemove(next);
        result = previous;
        result.End = both ? next.End : proposed.End;
        result.Flags = MergedFlags(previous.Flags, both ? proposed.Flags | next.Flags : proposed.Flags);
        result.AnonVma = previous.AnonVma != 0 ? previous.AnonVma : both && next.AnonVma != 0 ? next.AnonVma : proposed.AnonVma;
        return !Commit(before, both ? 2 : 1, ref result).IsNone;
    }

    /// <summary>Whether the two neighbours of a new range go together; on the oldest kernels one without an <c>anon_vma</c> does not take in
    /// what follows if that has one.</summary>
    private bool AreTogether(in VmaRecord<TFlags> previous, in VmaRecord<TFlags> next, int anonVma) =>
        TogetherAnonVmas(previous, next)
        && (anonVma != 0
            || previous.AnonVma == next.AnonVma
            || _capabilities.Has(KernelCapability.MergeUnfaultedWithFaultedNeighbours)
            || (next.AnonVma == 0 && !_machine.AnonVmas.IsForkChild(previous.AnonVma)));

    /// <summary>Whether the two neighbours of a range are compatible with each other, as they are with the range.</summary>
    private static bool TogetherAnonVmas(in VmaRecord<TFlags> previous, in VmaRecord<TFlags> next) =>
        previous.AnonVma == 0 || next.AnonVma == 0 || previous.AnonVma == next.AnonVma;

    /// <summary>Changes a range within one VMA, as <see cref="Modify"/> does.</summary>
    /// <returns>An error when a split is needed and refused; what was split before stays so.</returns>
    private Errno TryModify(
        ref VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, TFlags flags, int attributes)
    {
        var place = Modify(at, ref vma, start, end, flags, attributes);
        at = place.IsNone ? at : place;
        return place.IsNone ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>
    /// Changes a range within one VMA: merges it with the neighbours that it touches, else splits it off.
    /// </summary>
    /// <param name="at">The place of the VMA.</param>
    /// <param name="vma">The VMA; afterwards the one that holds the range, at least.</param>
    /// <param name="start">The range's first byte.</param>
    /// <param name="end">The byte after its last one.</param>
    /// <param name="flags">The flags that it is to have; those that may be set atomically stay.</param>
    /// <param name="attributes">The attributes that it is to have.</param>
    /// <returns>The place of the VMA that holds the range; none when a split is needed and refused: what was split before stays so.</returns>
    private VmaPosition Modify(VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, TFlags flags, int attributes)
    {
        StartWrite(ref vma);
        From(in vma, start, out var proposed);
        proposed.End = end;
        proposed.Flags = flags | (vma.Flags & TFlags.AtomicWritable);
        proposed.Attributes = attributes;
        proposed.Id = 0;
        var atStart = start == vma.Start;
        var atEnd = end == vma.End;
        if (atStart || atEnd)
        {
            Unsafe.SkipInit(out VmaRecord<TFlags> previous);
            Unsafe.SkipInit(out VmaRecord<TFlags> next);
            var before = at;
            var left = atStart && _vmas.MovePrevious(ref before) && _vmas.TryGet(before, out previous)
                && previous.End == start && Merges(previous, proposed, in proposed);
            var after = at;
            var right = atEnd && _vmas.MoveNext(ref after) && _vmas.TryGet(after, out next)
                && next.Start == end && Merges(proposed, next, in proposed)
                && (!left || TogetherAnonVmas(previous, next));
            if ((left || right) && !(atStart && atEnd && !CanRemove(vma)))
            {
                return left
                    ? MergeLeft(before, ref vma, ref previous, proposed, ref next, right && CanRemove(next))
                    : MergeRight(at, ref vma, ref next, proposed);
            }
        }

        return Split(at, ref vma, proposed);
    }

    /// <summary>The VMA before takes the range in, and the VMA after as well where all three fit.</summary>
    private VmaPosition MergeLeft(
        VmaPosition before,
        ref VmaRecord<TFlags> vma,
        ref VmaRecord<TFlags> previous,
        in VmaRecord<TFlags> proposed,
        ref VmaRecord<TFlags> next,
        bool takesNext)
    {
        StartWrite(ref previous);
        Unsafe.SkipInit(out Few records);
        ref var merged = ref records[0];
        merged = previous;
        merged.End = proposed.End;
        merged.Flags = MergedFlags(previous.Flags, proposed.Flags | vma.Flags);
        merged.AnonVma = previous.AnonVma != 0 ? previous.AnonVma : proposed.AnonVma;
        if (takesNext)
        {
            StartWrite(ref next);
            merged.End = next.End;
            merged.Flags = MergedFlags(merged.Flags, next.Flags);
            merged.AnonVma = previous.AnonVma != 0 ? previous.AnonVma : next.AnonVma != 0 ? next.AnonVma : proposed.AnonVma;
        }

        var count = 1;
        if (proposed.End != vma.End)
        {
            From(in vma, proposed.End, out records[count++]);
        }

        before = Commit(before, takesNext ? 3 : 2, records[..count]);
        if (!before.IsNone)
        {
            vma.SetFresh(in merged);
        }

        return before;
    }

    /// <summary>The VMA after takes the range in.</summary>
    private VmaPosition MergeRight(VmaPosition at, ref VmaRecord<TFlags> vma, ref VmaRecord<TFlags> next, in VmaRecord<TFlags> proposed)
    {
        StartWrite(ref next);
        Unsafe.SkipInit(out Few records);
        var count = 0;
        if (proposed.Start != vma.Start)
        {
            records[count] = vma;
            records[count++].End = proposed.Start;
        }

        ref var merged = ref records[count++];
        merged = next;
        merged.Start = proposed.Start;
        merged.PageOffset = proposed.PageOffset;
        merged.Flags = MergedFlags(next.Flags, proposed.Flags | vma.Flags);
        merged.AnonVma = next.AnonVma != 0 ? next.AnonVma : proposed.AnonVma;
        at = Commit(at, 2, records[..count]);
        return at.IsNone ? at : MoveToLast(at, count, ref vma, in merged);
    }

    /// <summary>Splits the range off and gives it what is proposed.</summary>
    private VmaPosition Split(VmaPosition at, ref VmaRecord<TFlags> vma, in VmaRecord<TFlags> proposed)
    {
        var hasBelow = proposed.Start > vma.Start;
        var hasAbove = proposed.End < vma.End;
        var room = _options.MaxMapCount - _options.OtherMappings - _vmas.Count;
        if (room < (hasBelow ? 1 : 0) + (hasAbove ? 1 : 0))
        {
            // The range is split off at its start first: where only the second split lacks room, the first one stays.
            if (hasBelow && room > 0)
            {
                SplitAt(ref at, ref vma, proposed.Start);
            }

            return default;
        }

        Unsafe.SkipInit(out Few records);
        var count = 0;
        if (hasBelow)
        {
            ref var below = ref records[count++];
            below = vma;
            below.End = proposed.Start;
            below.Id = 0;
        }

        var middleCount = count + 1;
        ref var middle = ref records[count++];
        middle.SetFresh(in proposed);
        middle.Id = vma.Id;
        middle.AnonVma = vma.AnonVma;
        if (hasAbove)
        {
            ref var above = ref records[count++];
            From(in vma, proposed.End, out above);
            above.Id = 0;
        }

        at = Commit(at, 1, records[..count]);
        return at.IsNone ? at : MoveToLast(at, middleCount, ref vma, in middle);
    }

    /// <summary>Goes from the first of some VMAs that came to the last one, which holds the range that was changed.</summary>
    private VmaPosition MoveToLast(VmaPosition at, int count, ref VmaRecord<TFlags> vma, ref readonly VmaRecord<TFlags> last)
    {
        vma.SetFresh(in last);
        if (count > 1)
        {
            _vmas.MoveNext(ref at);
        }

        return at;
    }

    /// <summary>Splits a VMA in two that are alike. The lower part keeps the identity.</summary>
    /// <param name="at">Its place; afterwards that of the upper part.</param>
    /// <param name="vma">The VMA; afterwards the upper part.</param>
    /// <param name="address">Where the upper part begins.</param>
    /// <returns>False when the commit failed.</returns>
    private bool SplitAt(ref VmaPosition at, ref VmaRecord<TFlags> vma, ulong address)
    {
        StartWrite(ref vma);
        Few records = default;
        records[0] = vma with { End = address };
        From(in vma, address, out records[1]);
        records[1].Id = 0;
        var first = Commit(at, 1, records[..2]);
        if (first.IsNone)
        {
            return false;
        }

        at = MoveToLast(first, 2, ref vma, in records[1]);
        return true;
    }

    /// <summary>A VMA without what lies before an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void From(in VmaRecord<TFlags> vma, ulong address, out VmaRecord<TFlags> rest)
    {
        Unsafe.SkipInit(out rest);
        rest.Body.Start = address;
        rest.Body.Flags = vma.Flags;
        rest.Body.PageOffset = vma.PageOffset + Page(address - vma.Start);
        rest.Body.Id = vma.Id;
        rest.Body.AnonVma = vma.AnonVma;
        rest.End = vma.End;
        rest.Attributes = vma.Attributes;
    }
}
