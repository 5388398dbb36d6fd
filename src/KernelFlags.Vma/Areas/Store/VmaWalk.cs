using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>
/// A walk in the order of addresses that takes no lock. Each VMA is seen as it is at that moment; after a change the walk goes on behind
/// the end of the last one, and shows of a VMA that reaches back over it, for that one took part in a merge, what lies behind.
/// </summary>
/// <param name="pageShift">The size of a page, as a power of two.</param>
internal struct VmaWalk<TFlags, TSync>(VmaStore<TFlags, TSync> store, int pageShift)
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private LeafNode<TFlags>? _leaf;
    private ulong _version;
    private int _slot;
    private VmaRecord<TFlags> _current;

    /// <summary>The VMA that it is at; its end is where the walk goes on.</summary>
    [UnscopedRef]
    public readonly ref readonly VmaRecord<TFlags> Current => ref _current;

    /// <summary>Whether the VMA is as it was seen.</summary>
    public readonly bool IsStill => _leaf is { } leaf && VmaStore<TFlags, TSync>.IsUnchanged(leaf, _version);

    /// <summary>Has the walk go on from where the VMA begins that it is at.</summary>
    public void StepBack() => (_leaf, _current.End) = (null, _current.Start);

    /// <summary>Goes to the next VMA.</summary>
    /// <returns>False at the end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext() =>
        (_leaf is { } leaf && _slot < leaf.Count && !store.HasPending && TryRead(leaf, hasPending: false)) || MoveOn();

    /// <summary>Reads the next VMA of the leaf.</summary>
    /// <param name="hasPending">Whether flags may be pending: the usual walk is short for not having to add them.</param>
    /// <returns>False when the leaf has changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRead(LeafNode<TFlags> leaf, bool hasPending)
    {
        var address = _current.End;
        if (hasPending)
        {
            store.Read(leaf, _slot, out _current);
        }
        else
        {
            leaf.Read(_slot, out _current);
        }

        if (!VmaStore<TFlags, TSync>.IsUnchanged(leaf, _version))
        {
            _current.End = address;
            return false;
        }

        _slot++;
        return true;
    }

    /// <summary>Goes on in the next leaf, or after a change where the tree now has what follows.</summary>
    private bool MoveOn()
    {
        var end = _current.End;
        var spins = 0;
        while (true)
        {
            if (_leaf is null || !VmaStore<TFlags, TSync>.IsUnchanged(_leaf, _version))
            {
                while (!store.TryEnter(_current.End, out _leaf, out _version))
                {
                    TSync.Pause(ref spins);
                }

                _slot = _leaf.SlotOf(_current.End);
            }

            if (_slot < _leaf.Count)
            {
                if (TryRead(_leaf, hasPending: true))
                {
                    Clip(end);
                    return true;
                }
            }
            else if (!TryEnterNext(out var isEnd) && isEnd)
            {
                return false;
            }
        }
    }

    /// <summary>Takes away of the VMA what lies before the end of the one before.</summary>
    private void Clip(ulong end)
    {
        if (_current.Start < end)
        {
            _current.PageOffset += (end - _current.Start) >> pageShift;
            _current.Start = end;
        }
    }

    private bool TryEnterNext(out bool isEnd)
    {
        var next = _leaf!.Next;
        var border = _leaf.High;
        isEnd = false;
        if (!VmaStore<TFlags, TSync>.IsUnchanged(_leaf, _version))
        {
            return false;
        }

        if (next is null)
        {
            isEnd = true;
            return false;
        }

        (_leaf, _version, _slot) = (next, TSync.Read(ref next.Version), 0);
        if (_version % 2 != 0 || next.Low != border)
        {
            _leaf = null;
            return false;
        }

        return true;
    }
}
