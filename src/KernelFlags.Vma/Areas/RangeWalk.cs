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
/// owner does to the one that it is at: who changes that one, or its place, puts both back.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
/// <typeparam name="TSync">The synchronisation.</typeparam>
internal struct RangeWalk<TFlags, TSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    /// <summary>The VMA.</summary>
    public VmaRecord<TFlags> Vma;

    /// <summary>Its place.</summary>
    public VmaPosition At;

    private readonly VmaStore<TFlags, TSync> _store;
    private readonly ulong _end;
    private readonly Hole _hole;
    private ulong _next;
    private bool _isAtVma;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RangeWalk(VmaStore<TFlags, TSync> store, ulong start, ulong end, Hole hole)
    {
        Unsafe.SkipInit(out this);
        (_store, _next, _end, _hole) = (store, start, end, hole);
        (At, Start, MetHole, _isAtVma) = (store.Seek(start), start, false, false);
    }

    /// <summary>The first byte of the range that the VMA has.</summary>
    public ulong Start { get; private set; }

    /// <summary>The byte after the last one of the range that the VMA has.</summary>
    public readonly ulong Stop => Math.Min(Vma.End, _end);

    /// <summary>Whether a hole was met so far, one at the end of the range included.</summary>
    public bool MetHole { get; private set; }

    /// <summary>Goes to the next VMA: to the one behind the end of that which it is at, as it is by now.</summary>
    /// <returns>False at the end of the range, or before a hole that ends the walk.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_isAtVma)
        {
            _next = Vma.End;
            if (_next >= _end)
            {
                return false;
            }

            _store.MoveNext(ref At);
        }

        _isAtVma = true;
        if (_store.TryGet(At, out Vma) && Vma.Start <= _next)
        {
            Start = _next;
            return _next < _end;
        }

        return PassHole();
    }

    private bool PassHole()
    {
        MetHole |= _next < _end;
        var isThere = _store.TryGet(At, out Vma) && Vma.Start < _end;
        Start = Vma.Start;
        return isThere && _hole == Hole.Passes && _next < _end;
    }
}
