using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas;

/// <summary>What a hole in a range means to whoever walks through it.</summary>
internal enum Hole
{
    /// <summary>Nothing: the walk goes on behind it.</summary>
    Passes,

    /// <summary>The walk ends before it.</summary>
    Ends,
}

/// <summary>
/// A walk through the VMAs of <c>[start, end)</c>, each cut to the range. A lock keeps VMAs from coming and going, but for what the walk's
/// owner does to the one that it is at, of which <see cref="MoveTo"/> is told. The VMA is not a part of it, so that the rest stays in registers.
/// </summary>
internal struct RangeWalk<TFlags, TSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly VmaStore<TFlags, TSync> _store;
    private readonly ulong _end;
    private readonly Hole _hole;

    /// <summary>Where the walk goes on: at the end of the VMA.</summary>
    private ulong _next;
    private bool _isAtVma;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RangeWalk(VmaStore<TFlags, TSync> store, ulong start, ulong end, Hole hole)
    {
        (_store, _next, _end, _hole) = (store, start, end, hole);
        (At, Start, MetHole, _isAtVma) = (store.Seek(start), start, false, false);
    }

    /// <summary>The place of the VMA.</summary>
    public VmaPosition At { get; private set; }

    /// <summary>The first byte of the range that the VMA has.</summary>
    public ulong Start { get; private set; }

    /// <summary>The byte after the last one of the range that the VMA has.</summary>
    public readonly ulong Stop => Math.Min(_next, _end);

    /// <summary>Whether a hole was met so far, one at the end of the range included.</summary>
    public bool MetHole { get; private set; }

    /// <summary>Goes to the next VMA: to the one behind the end of that which it is at, as it is by now.</summary>
    /// <returns>False at the end of the range, or before a hole that ends the walk.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext(out VmaRecord<TFlags> vma)
    {
        var at = At;
        if (_isAtVma)
        {
            if (_next >= _end)
            {
                Unsafe.SkipInit(out vma);
                return false;
            }

            _store.MoveNext(ref at);
            At = at;
        }

        _isAtVma = true;
        var isThere = _store.TryGet(at, out vma);
        if (!isThere || vma.Start > _next)
        {
            MetHole |= _next < _end;
            isThere = isThere && _hole == Hole.Passes && vma.Start < _end;
            _next = isThere ? vma.Start : _end;
        }

        Start = _next;
        var isWithin = isThere && _next < _end;
        _next = vma.End;
        return isWithin;
    }

    /// <summary>Goes on behind the VMA that by now has what the walk was at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveTo(VmaPosition at, in VmaRecord<TFlags> vma) => (At, _next) = (at, vma.End);
}
