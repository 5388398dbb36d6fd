namespace KernelFlags.Vma.Pages;

/// <summary>The anonymous pages of a machine: of each, how many mappings it has and whether it belongs to one of them alone.</summary>
internal sealed class AnonPages
{
    private const int ChunkBits = 16;
    private const int ExclusiveBit = 1 << 30;
    private const int CountMask = ExclusiveBit - 1;

    private readonly object _gate = new();
    private readonly Stack<int> _free = new();
    private int[][] _chunks = [];
    private int _next;

    /// <summary>Makes a page with one mapping, whose alone it is.</summary>
    /// <returns>Its number.</returns>
    public int Allocate()
    {
        lock (_gate)
        {
            var page = _free.TryPop(out var free) ? free : Extend(1);
            At(page) = 1 | ExclusiveBit;
            return page;
        }
    }

    /// <summary>Makes the pages of a huge page, each with one mapping.</summary>
    /// <returns>The number of the first one.</returns>
    public int AllocateHuge()
    {
        lock (_gate)
        {
            var first = Extend(PageTable.LeafPages);
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                At(first + i) = 1 | ExclusiveBit;
            }

            return first;
        }
    }

    /// <summary>How many mappings a page has.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The number.</returns>
    public int MapCount(int page) => Volatile.Read(ref At(page)) & CountMask;

    /// <summary>Whether a page belongs to its one mapping alone, so that a write needs no copy.</summary>
    /// <param name="page">The page.</param>
    /// <returns>True when it does.</returns>
    public bool IsExclusive(int page) => (Volatile.Read(ref At(page)) & ExclusiveBit) != 0;

    /// <summary>Gives a page that has only one mapping left to that one.</summary>
    /// <param name="page">The page.</param>
    /// <returns>False when it has others.</returns>
    public bool TryOwn(int page)
    {
        ref var word = ref At(page);
        var seen = Volatile.Read(ref word);
        return (seen & ExclusiveBit) != 0
            || ((seen & CountMask) == 1 && Interlocked.CompareExchange(ref word, seen | ExclusiveBit, seen) == seen);
    }

    /// <summary>One more mapping, in another address space: the page is shared from now on.</summary>
    /// <param name="page">The page.</param>
    public void Share(int page)
    {
        ref var word = ref At(page);
        for (var seen = Volatile.Read(ref word); ;)
        {
            var found = Interlocked.CompareExchange(ref word, (seen & CountMask) + 1, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>One mapping less; a page without any is given back.</summary>
    /// <param name="page">The page.</param>
    public void Unmap(int page)
    {
        if ((Interlocked.Decrement(ref At(page)) & CountMask) == 0)
        {
            lock (_gate)
            {
                _free.Push(page);
            }
        }
    }

    private ref int At(int page) => ref _chunks[page >> ChunkBits][page & ((1 << ChunkBits) - 1)];

    private int Extend(int count)
    {
        var first = _next;
        _next += count;
        while (_chunks.Length << ChunkBits < _next)
        {
            _chunks = [.. _chunks, new int[1 << ChunkBits]];
        }

        return first;
    }
}
