using KernelFlags.Vma.Pages.Tables;

namespace KernelFlags.Vma.Pages;

/// <summary>
/// The anonymous pages of a machine: of each, how many mappings it has, whether it belongs to one of them alone, and whether anything but
/// zeros was written to it. The pages of a huge page stay one folio, with numbers that follow one another, until the folio is split.
/// </summary>
internal sealed class AnonPages
{
    private const int ChunkBits = 16;
    private const int CountMask = (1 << 28) - 1;
    private const int DataBit = 1 << 28;
    private const int FolioBit = 1 << 29;
    private const int ExclusiveBit = 1 << 30;

    private readonly Gate _gate = new();
    private readonly Stack<int> _free;
    private readonly Stack<int> _freeFolios;
    private volatile int[][] _chunks = [];
    private int _nextPage;
    private int _end;

    public AnonPages() => (_free, _freeFolios) = (new(), new());

    private AnonPages(AnonPages other)
    {
        lock (other._gate)
        {
            (_free, _freeFolios) = (new(other._free.Reverse()), new(other._freeFolios.Reverse()));
            (_nextPage, _end) = (other._nextPage, other._end);
            _chunks = [.. other._chunks.Select(chunk => chunk.AsSpan().ToArray())];
        }
    }

    /// <summary>Makes a page with one mapping, whose alone it is.</summary>
    /// <param name="hasData">Whether it is not all zeros.</param>
    public int Allocate(bool hasData = false)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out var page))
            {
                if (_nextPage % PageTable.LeafPages == 0)
                {
                    _nextPage = TakeBlock();
                }

                page = _nextPage++;
            }

            At(page) = 1 | ExclusiveBit | (hasData ? DataBit : 0);
            return page;
        }
    }

    /// <summary>Makes the pages of a huge page, each with one mapping.</summary>
    /// <returns>The number of the first one.</returns>
    public int AllocateHuge()
    {
        lock (_gate)
        {
            var first = _freeFolios.TryPop(out var free) ? free : TakeBlock();
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                At(first + i) = 1 | ExclusiveBit | FolioBit;
            }

            return first;
        }
    }

    /// <summary>How many pages have mappings.</summary>
    public int Used => Enumerable.Range(0, _end).Count(page => MapCount(page) > 0);

    /// <summary>How many mappings a page has.</summary>
    public int MapCount(int page) => Volatile.Read(ref At(page)) & CountMask;

    /// <summary>Whether a page belongs to its one mapping alone, so that a write needs no copy.</summary>
    /// <returns>True when it does.</returns>
    public bool IsExclusive(int page) => (Volatile.Read(ref At(page)) & ExclusiveBit) != 0;

    /// <summary>Whether anything but zeros was written to a page.</summary>
    /// <returns>False when it is all zeros.</returns>
    public bool HasData(int page) => (Volatile.Read(ref At(page)) & DataBit) != 0;

    /// <summary>Notes that a page was written to.</summary>
    public void Write(int page)
    {
        if (!HasData(page))
        {
            Interlocked.Or(ref At(page), DataBit);
        }
    }

    /// <summary>Whether a page is one of a folio that was made as a huge page and never split.</summary>
    /// <param name="first">The number of the folio's first page.</param>
    /// <returns>False for a single page.</returns>
    public bool IsInFolio(int page, out int first)
    {
        first = page & -PageTable.LeafPages;
        return (Volatile.Read(ref At(page)) & FolioBit) != 0;
    }

    /// <summary>How many mappings all pages of a folio have together.</summary>
    public int FolioMapCount(int first)
    {
        var count = 0;
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            count += MapCount(first + i);
        }

        return count;
    }

    /// <summary>Splits a folio into single pages.</summary>
    public void SplitFolio(int first)
    {
        lock (_gate)
        {
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                // What is unmapped later finds the bit gone, and gives the page back itself.
                if ((Interlocked.And(ref At(first + i), ~FolioBit) & CountMask) == 0)
                {
                    _free.Push(first + i);
                }
            }
        }
    }

    /// <summary>Gives a page that has only one mapping left to that one.</summary>
    /// <returns>False when it has others.</returns>
    public bool TryOwn(int page)
    {
        ref var word = ref At(page);
        var seen = Volatile.Read(ref word);
        return (seen & ExclusiveBit) != 0
            || ((seen & CountMask) == 1 && Interlocked.CompareExchange(ref word, seen | ExclusiveBit, seen) == seen);
    }

    /// <summary>One more mapping, in another address space: the page is shared from now on.</summary>
    public void Share(int page)
    {
        ref var word = ref At(page);
        for (var seen = Volatile.Read(ref word); ;)
        {
            var found = Interlocked.CompareExchange(ref word, (seen & ~ExclusiveBit) + 1, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>One mapping less; a page without any is given back, one of a folio when the whole folio has none.</summary>
    public void Unmap(int page)
    {
        var left = Interlocked.Decrement(ref At(page));
        if ((left & CountMask) != 0)
        {
            return;
        }

        lock (_gate)
        {
            if ((left & FolioBit) == 0)
            {
                _free.Push(page);
            }
            else if (IsInFolio(page, out var first) && FolioMapCount(first) == 0)
            {
                _freeFolios.Push(first);
                for (var i = 0; i < PageTable.LeafPages; i++)
                {
                    At(first + i) = 0;
                }
            }
        }
    }

    public AnonPages Clone() => new(this);

    private ref int At(int page) => ref _chunks[page >> ChunkBits][page & ((1 << ChunkBits) - 1)];

    /// <summary>Numbers for as many pages as a huge page has.</summary>
    private int TakeBlock()
    {
        var first = _end;
        _end += PageTable.LeafPages;
        while (_chunks.Length << ChunkBits < _end)
        {
            _chunks = [.. _chunks, new int[1 << ChunkBits]];
        }

        return first;
    }
}
