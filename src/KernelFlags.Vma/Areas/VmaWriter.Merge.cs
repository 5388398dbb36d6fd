using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;

namespace KernelFlags.Vma.Areas;

/// <content>Merging: one predicate, one decision, one function that absorbs.</content>
internal sealed partial class VmaWriter<TFlags, TSync>
{
    /// <summary>Why two touching VMAs are two, asked of the predicate that decides merges.</summary>
    /// <param name="right">The one that begins where it ends, as if it were proposed.</param>
    /// <returns>The first reason that decided, with the flags that it is about.</returns>
    public MergeExplanation<TFlags> Explain(in Vma<TFlags> left, in Vma<TFlags> right)
    {
        var (below, above) = (left.Record, right.Record);
        var reason = Refusal(below, above, in above, AttributeTable.Compare(left.Attributes, right.Attributes), extends: false, out var flags);
        var isStuck = reason == MergeReason.None && !IsRemovable(left.Attributes) && !IsRemovable(right.Attributes);
        if (reason == MergeReason.None && !isStuck)
        {
            var merged = below;
            Absorb(ref merged, in above);
            return new(reason, flags) { Merged = merged.Flags };
        }

        return new(isStuck ? MergeReason.CloseHook : reason, flags);
    }

    /// <summary>Puts a new range into a hole: merged with what it touches, else as a VMA of its own.</summary>
    /// <param name="at">The place of the hole.</param>
    /// <param name="kind">Who wants it.</param>
    /// <param name="kept">The identity of a VMA that may not take part: the source of a move that stays mapped; 0 for none.</param>
    /// <param name="result">The VMA that holds the range.</param>
    /// <returns>The place of that VMA; none when it can't be made.</returns>
    public VmaPosition Insert(VmaPosition at, in VmaRecord<TFlags> proposed, MergeKind kind, int kept, out VmaRecord<TFlags> result)
    {
        var hasNext = _vmas.TryGet(at, out var next) && next.Start == proposed.End;
        var before = at;
        var hasPrevious = _vmas.MovePrevious(ref before) & _vmas.TryGet(before, out var previous) && previous.End == proposed.Start;
        var request = new MergeRequest<TFlags>(kind, in previous, in proposed, in next) { HasPrevious = hasPrevious, HasNext = hasNext };
        if (kept != 0)
        {
            LeaveOut(ref request, kept);
        }

        Unsafe.SkipInit(out result);
        var removed = 1;
        switch (Decide(ref request))
        {
            case MergeOutcome.Previous:
                StartWrite(ref previous);
                result = previous;
                Absorb(ref result, in proposed);
                at = before;
                break;
            case MergeOutcome.Both:
                StartWrite(ref next);
                StartWrite(ref previous);
                result = previous;
                Absorb(ref result, in next);
                Absorb(ref result, in proposed);
                (at, removed) = (before, 2);
                break;
            case MergeOutcome.Next:
                StartWrite(ref next);
                result = next;
                Absorb(ref result, in proposed);
                break;
            default:
                result.SetFresh(in proposed);
                removed = 0;
                break;
        }

        return Commit(at, removed, new(ref result));
    }

    /// <summary>Changes a range within one VMA: merges it with the neighbours that it touches, else splits it off.</summary>
    /// <param name="at">The place of the VMA.</param>
    /// <param name="vma">The VMA; afterwards the one that holds the range, at least.</param>
    /// <param name="start">The range's first byte.</param>
    /// <param name="end">The byte after its last one.</param>
    /// <param name="flags">The flags that it is to have; those that may be set atomically stay.</param>
    /// <param name="attributes">The attributes that it is to have.</param>
    /// <returns>The place of the VMA that holds the range; none when a split is needed and refused: what was split before stays so.</returns>
    public VmaPosition Modify(VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, TFlags flags, int attributes)
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
            var (before, after) = (at, at);
            var request = new MergeRequest<TFlags>(MergeKind.Modify, in previous, in proposed, in next)
            {
                HasPrevious = atStart && _vmas.MovePrevious(ref before) && _vmas.TryGet(before, out previous) && previous.End == start,
                HasNext = atEnd && _vmas.MoveNext(ref after) && _vmas.TryGet(after, out next) && next.Start == end,
                RemovesCurrent = atStart && atEnd,
                CurrentAttributes = vma.Attributes,
            };
            switch (Decide(ref request))
            {
                case MergeOutcome.Previous:
                    return MergeIntoPrevious(before, ref vma, ref previous, in proposed, ref next, takesNext: false);
                case MergeOutcome.Both:
                    return MergeIntoPrevious(before, ref vma, ref previous, in proposed, ref next, takesNext: true);
                case MergeOutcome.Next:
                    return MergeIntoNext(at, ref vma, in proposed, ref next);
                default:
                    break;
            }
        }

        return Split(at, ref vma, proposed);
    }

    /// <summary>Says what becomes of a range.</summary>
    private MergeOutcome Decide(ref readonly MergeRequest<TFlags> request)
    {
        var previous = request.HasPrevious && Merges(in request.Previous, in request.Proposed, in request.Proposed, extends: false);
        var next = request.HasNext
            && Merges(in request.Proposed, in request.Next, in request.Proposed, extends: request.Kind == MergeKind.Grow);
        if (previous && next && !AreTogether(in request))
        {
            // The oldest kernels look at what follows a new mapping first, and extend that.
            previous = request.Kind != MergeKind.Map || capabilities.Has(KernelCapability.MergeUnfaultedWithFaultedNeighbours);
            next = !previous;
        }

        return (!previous && !next) || (request.RemovesCurrent && !IsRemovable(_attributes[request.CurrentAttributes])) ? MergeOutcome.Apart
            : !previous ? MergeOutcome.Next
            : next && IsRemovable(_attributes[request.Next.Attributes]) ? MergeOutcome.Both
            : MergeOutcome.Previous;
    }

    /// <summary>Leaves the source of a move out that stays mapped; the oldest kernels then merge nothing at all.</summary>
    private void LeaveOut(ref MergeRequest<TFlags> request, int kept)
    {
        var touches = (request.HasNext && request.Next.Id == kept) || (request.HasPrevious && request.Previous.Id == kept);
        var isAlone = request.Kind == MergeKind.Move && touches && !capabilities.Has(KernelCapability.DontunmapMergesBesideSource);
        request.HasNext = request.HasNext && request.Next.Id != kept && !isAlone;
        request.HasPrevious = request.HasPrevious && request.Previous.Id != kept && !isAlone;
    }

    /// <summary>The predicate: whether two ranges, one of them proposed, become one.</summary>
    private bool Merges(
        in VmaRecord<TFlags> left, in VmaRecord<TFlags> right, ref readonly VmaRecord<TFlags> proposed, bool extends) =>
        Refusal(left, right, in proposed, _attributes.Compare(left.Attributes, right.Attributes), extends, out _) == MergeReason.None;

    /// <summary>What keeps two ranges apart, or that they do not touch: the first reason.</summary>
    /// <param name="proposed">Which of the two is the range that is new or about to change; the other one would take it in.</param>
    /// <param name="ofAttributes">What of their attributes does.</param>
    /// <param name="extends">Whether the range is more of a VMA that grows.</param>
    /// <param name="flags">The flags that the reason is about.</param>
    /// <returns>The reason; none when nothing does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MergeReason Refusal(
        in VmaRecord<TFlags> left,
        in VmaRecord<TFlags> right,
        ref readonly VmaRecord<TFlags> proposed,
        MergeReason ofAttributes,
        bool extends,
        out TFlags flags)
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

        if (left.End != right.Start)
        {
            return MergeReason.Apart;
        }

        return ofAttributes != MergeReason.None ? ofAttributes : RefusalOfPlace(left, right, in proposed, extends);
    }

    /// <summary>Whether the page offset or the <c>anon_vma</c> keeps two ranges apart.</summary>
    /// <inheritdoc cref="Refusal"/>
    private MergeReason RefusalOfPlace(
        in VmaRecord<TFlags> left, in VmaRecord<TFlags> right, ref readonly VmaRecord<TFlags> proposed, bool extends)
    {
        if (left.PageOffsetAt(left.End, _pageShift) != right.PageOffset)
        {
            return MergeReason.PageOffset;
        }

        var (range, neighbour) = proposed.Start == left.Start ? (left.AnonVma, right.AnonVma) : (right.AnonVma, left.AnonVma);
        return range == neighbour || MergesAnonVmas(range, neighbour, extends) ? MergeReason.None : MergeReason.AnonVma;
    }

    /// <summary>Whether a range's <c>anon_vma</c> and a different one of a neighbour become one: when one side has none and the other is no
    /// fork child.</summary>
    private bool MergesAnonVmas(int range, int neighbour, bool extends) => range == 0
        ? !_anonVmas.IsForkChild(neighbour)
        : neighbour == 0
            && capabilities.Has(KernelCapability.ModifyMergesUnfaultedWithFaulted)
            && (extends || !_anonVmas.IsForkChild(range));

    /// <summary>Whether the two neighbours of a range go together, as each goes with the range; on the oldest kernels one without an
    /// <c>anon_vma</c> that takes a new mapping in does not take in what follows if that has one.</summary>
    private bool AreTogether(ref readonly MergeRequest<TFlags> request)
    {
        var (previous, next) = (request.Previous.AnonVma, request.Next.AnonVma);
        return (previous == 0 || next == 0 || previous == next)
            && (request.Kind != MergeKind.Map
                || request.Proposed.AnonVma != 0
                || previous == next
                || capabilities.Has(KernelCapability.MergeUnfaultedWithFaultedNeighbours)
                || (next == 0 && !_anonVmas.IsForkChild(previous)));
    }

    /// <summary>Whether a merge may do away with a VMA: not where somebody must be told when it goes.</summary>
    private static bool IsRemovable(VmaAttributes attributes) => !attributes.HasCloseHook;

    /// <summary>Has a VMA take in another range: it reaches over both, keeps its flags but for sticky ones that come, and has the
    /// <c>anon_vma</c> of the other if it had none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Absorb(ref VmaRecord<TFlags> survivor, ref readonly VmaRecord<TFlags> other)
    {
        if (other.Start < survivor.Start)
        {
            survivor.Start = other.Start;
            survivor.PageOffset = other.PageOffset;
        }

        survivor.End = Math.Max(survivor.End, other.End);
        survivor.Flags |= other.Flags & TFlags.Sticky;
        survivor.AnonVma = survivor.AnonVma != 0 ? survivor.AnonVma : other.AnonVma;
    }

    /// <summary>The VMA before takes the range in, and the VMA after as well where all three fit.</summary>
    private VmaPosition MergeIntoPrevious(
        VmaPosition before,
        ref VmaRecord<TFlags> vma,
        ref VmaRecord<TFlags> previous,
        ref readonly VmaRecord<TFlags> proposed,
        ref VmaRecord<TFlags> next,
        bool takesNext)
    {
        StartWrite(ref previous);
        Unsafe.SkipInit(out Few<TFlags> records);
        ref var merged = ref records[0];
        merged = previous;
        if (takesNext)
        {
            StartWrite(ref next);
            Absorb(ref merged, in next);
        }

        Absorb(ref merged, in proposed);
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
    private VmaPosition MergeIntoNext(
        VmaPosition at, ref VmaRecord<TFlags> vma, ref readonly VmaRecord<TFlags> proposed, ref VmaRecord<TFlags> next)
    {
        StartWrite(ref next);
        Unsafe.SkipInit(out Few<TFlags> records);
        var count = 0;
        if (proposed.Start != vma.Start)
        {
            records[count] = vma;
            records[count++].End = proposed.Start;
        }

        ref var merged = ref records[count++];
        merged = next;
        Absorb(ref merged, in proposed);
        at = Commit(at, 2, records[..count]);
        return at.IsNone ? at : MoveToLast(at, count, ref vma, in merged);
    }
}
