using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;

namespace KernelFlags.Vma.Areas;

/// <summary>Who wants a range, which the oldest kernels merge by different rules.</summary>
internal enum MergeKind
{
    /// <summary>mmap(2) and brk(2): the range is new.</summary>
    Map,

    /// <summary>mremap(2) moves the range.</summary>
    Move,

    /// <summary>mremap(2) has the VMA before it grow: then it does not matter that this one is a fork child.</summary>
    Grow,

    /// <summary>The range is a part of a VMA, or all of it, and gets other flags or attributes.</summary>
    Modify,
}

/// <summary>What becomes of a range.</summary>
internal enum MergeOutcome
{
    /// <summary>It stays apart: a VMA of its own, split off from the one that it was a part of.</summary>
    Apart,

    /// <summary>The VMA before takes it in.</summary>
    Previous,

    /// <summary>The VMA after takes it in.</summary>
    Next,

    /// <summary>The VMA before takes it in, and the VMA after as well, which goes.</summary>
    Both,
}

/// <summary>
/// A range as it is proposed, the VMAs that it touches, and what the change would do away with: all that
/// <see cref="VmaWriter{TFlags, TSync}"/> needs to say which of them become one.
/// </summary>
internal ref struct MergeRequest<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The range as it is to be.</summary>
    public readonly ref readonly VmaRecord<TFlags> Proposed;

    /// <summary>The VMA before, if it touches.</summary>
    public readonly ref readonly VmaRecord<TFlags> Previous;

    /// <summary>The VMA after, if it touches.</summary>
    public readonly ref readonly VmaRecord<TFlags> Next;

    /// <summary>Makes a request for a range between two VMAs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MergeRequest(
        MergeKind kind, ref readonly VmaRecord<TFlags> previous, ref readonly VmaRecord<TFlags> proposed, ref readonly VmaRecord<TFlags> next)
    {
        Kind = kind;
        Previous = ref previous;
        Proposed = ref proposed;
        Next = ref next;
    }

    /// <summary>Who asks.</summary>
    public MergeKind Kind { get; }

    /// <summary>Whether <see cref="Previous"/> is there.</summary>
    public bool HasPrevious { get; set; }

    /// <summary>Whether <see cref="Next"/> is there.</summary>
    public bool HasNext { get; set; }

    /// <summary>Whether a merge does away with the VMA that the range is all of.</summary>
    public bool RemovesCurrent { get; init; }

    /// <summary>The number of the attributes of the VMA that the range is a part of.</summary>
    public int CurrentAttributes { get; init; }
}
