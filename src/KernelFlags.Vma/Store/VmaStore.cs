using System.Runtime.InteropServices;

namespace KernelFlags.Vma;

/// <summary>The VMAs of an address space in the order of their addresses.</summary>
/// <remarks>
/// Any number of threads may look up while one thread changes; <see cref="SetAtomic"/> may be called by any thread that keeps the VMA
/// from going away. Everything else belongs to the one writer.
/// </remarks>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class VmaStore<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly object _gate = new();
    private readonly List<VmaRecord<TFlags>> _records = [];
    private readonly Stack<int> _freeIds = new();
    private int _lastId;

    /// <summary>The number of VMAs.</summary>
    public int Count => _records.Count;

    /// <summary>Builds a store of VMAs in the order of their addresses. Each gets an identity of its own.</summary>
    /// <param name="sorted">The VMAs.</param>
    /// <returns>The store.</returns>
    public static VmaStore<TFlags> Build(ReadOnlySpan<VmaRecord<TFlags>> sorted)
    {
        var store = new VmaStore<TFlags>();
        foreach (var record in sorted)
        {
            store.Splice(new(store.Count), 0, [record with { Id = 0 }]);
        }

        return store;
    }

    /// <summary>Finds the VMA that contains an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False when none does.</returns>
    public bool TryFind(ulong address, out VmaRecord<TFlags> vma) => TryFindNext(address, out vma) && vma.Start <= address;

    /// <summary>Finds the first VMA that ends after an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindNext(ulong address, out VmaRecord<TFlags> vma)
    {
        lock (_gate)
        {
            return TryGet(Seek(address), out vma);
        }
    }

    /// <summary>The place of the first VMA that ends after an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The place; the end when there is none.</returns>
    public VmaPosition Seek(ulong address)
    {
        var low = 0;
        var high = _records.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _records[middle].End > address ? (low, middle) : (middle + 1, high);
        }

        return new(low);
    }

    /// <summary>Reads the VMA at a place.</summary>
    /// <param name="at">The place.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False at the end.</returns>
    public bool TryGet(VmaPosition at, out VmaRecord<TFlags> vma)
    {
        vma = at.Index < _records.Count ? _records[at.Index] : default;
        return at.Index < _records.Count;
    }

    /// <summary>Goes to the next VMA.</summary>
    /// <param name="at">The place.</param>
    /// <returns>False when that is the end, to which it then went.</returns>
    public bool MoveNext(ref VmaPosition at)
    {
        at = new(Math.Min(at.Index + 1, _records.Count));
        return at.Index < _records.Count;
    }

    /// <summary>Goes to the VMA before.</summary>
    /// <param name="at">The place.</param>
    /// <returns>False when there is none: it then stays.</returns>
    public bool MovePrevious(ref VmaPosition at)
    {
        if (at.Index == 0 || _records.Count == 0)
        {
            return false;
        }

        at = new(at.Index - 1);
        return true;
    }

    /// <summary>
    /// Replaces VMAs that follow one another by others: the one way in which the store changes. Readers see all of it or nothing.
    /// </summary>
    /// <param name="at">The place of the first one.</param>
    /// <param name="removeCount">How many go.</param>
    /// <param name="insert">What comes, in the order of addresses; an <see cref="VmaRecord{TFlags}.Id"/> of one that goes lives on,
    /// 0 stands for a new one.</param>
    /// <returns>The place of the first that came, or of what follows when none did.</returns>
    public VmaPosition Splice(VmaPosition at, int removeCount, ReadOnlySpan<VmaRecord<TFlags>> insert)
    {
        lock (_gate)
        {
            for (var i = 0; i < removeCount; i++)
            {
                var id = _records[at.Index + i].Id;
                var stays = false;
                foreach (ref readonly var record in insert)
                {
                    stays |= record.Id == id;
                }

                if (!stays)
                {
                    _freeIds.Push(id);
                }
            }

            _records.RemoveRange(at.Index, removeCount);
            for (var i = 0; i < insert.Length; i++)
            {
                _records.Insert(at.Index + i, insert[i].Id != 0 ? insert[i] : insert[i] with { Id = NewId() });
            }

            return at;
        }
    }

    /// <summary>Sets flags that may be set without the right to write.</summary>
    /// <param name="id">The VMA's identity.</param>
    /// <param name="flags">The flags.</param>
    public void SetAtomic(int id, AtomicFlags<TFlags> flags)
    {
        lock (_gate)
        {
            foreach (ref var record in CollectionsMarshal.AsSpan(_records))
            {
                if (record.Id == id)
                {
                    record.Flags |= flags.Flags;
                }
            }
        }
    }

    /// <summary>Finds a free range.</summary>
    /// <param name="low">The lowest address that it may have.</param>
    /// <param name="high">The address before which it must end.</param>
    /// <param name="length">Its length in bytes, above 0.</param>
    /// <param name="topDown">Whether the highest such range is wanted, not the lowest.</param>
    /// <param name="start">Its first byte.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindGap(ulong low, ulong high, ulong length, bool topDown, out ulong start)
    {
        var found = false;
        var gap = low;
        start = 0;
        for (var i = Seek(low).Index; i <= _records.Count && (topDown || !found) && gap < high; i++)
        {
            var end = i < _records.Count ? Math.Min(_records[i].Start, high) : high;
            if (end > gap && end - gap >= length)
            {
                (found, start) = (true, topDown ? end - length : gap);
            }

            gap = i < _records.Count ? Math.Max(gap, _records[i].End) : high;
        }

        return found;
    }

    private int NewId() => _freeIds.TryPop(out var id) ? id : ++_lastId;
}
