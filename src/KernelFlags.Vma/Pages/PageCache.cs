namespace KernelFlags.Vma.Pages;

/// <summary>An address space as the contents of a file see it.</summary>
internal interface IFileMapper
{
    /// <summary>Takes pages of a file out of the page tables; private copies stay.</summary>
    /// <param name="pages">The contents.</param>
    /// <param name="first">The first page.</param>
    /// <param name="end">The page after the last one.</param>
    /// <param name="evenCopies">Whether private copies go too, as with truncation.</param>
    void UnmapFilePages(PageCache pages, ulong first, ulong end, bool evenCopies);

    /// <summary>Takes the page tables away that map what became a huge page of a file.</summary>
    /// <param name="pages">The contents.</param>
    /// <param name="first">The first page of the huge one.</param>
    void RetractPageTables(PageCache pages, ulong first);
}

/// <summary>What a file holds: which of its pages are in memory, and how many mappings each has.</summary>
internal sealed class PageCache(FileKind kind, ulong size, bool cached)
{
    private const int PageShift = 12;
    private const ulong ReadAroundPages = 32;

    private readonly object _gate = new();
    private readonly Dictionary<ulong, Block> _blocks = [];
    private readonly List<IFileMapper> _mappers = [];

    public FileKind Kind { get; } = kind;

    public ulong Size { get; private set; } = size;

    /// <summary>The number of pages up to the end, the last one counted whole.</summary>
    public ulong PageCount => (Size + (1UL << PageShift) - 1) >> PageShift;

    public bool IsCached(ulong page) => page < PageCount && (TryGetBlock(page, out var block) ? block.Has(page) : cached);

    /// <summary>Whether a page belongs to a huge one.</summary>
    /// <param name="page">The page.</param>
    /// <returns>True when it does.</returns>
    public bool IsHuge(ulong page) => TryGetBlock(page, out var block) && block.IsHuge;

    /// <summary>Brings a page into memory.</summary>
    /// <param name="page">The page.</param>
    public void Add(ulong page) => GetBlock(page).Set(page, true);

    /// <summary>Brings a page into memory because of a fault, of a file on disk those around it as well (read-around).</summary>
    /// <param name="page">The page.</param>
    /// <param name="isRandom">Whether the mapping said that it will be read in no order.</param>
    public void ReadIn(ulong page, bool isRandom)
    {
        Add(page);
        if (Kind == FileKind.Regular && !isRandom)
        {
            var first = page - Math.Min(page, ReadAroundPages / 2);
            AddRange(first, first + ReadAroundPages);
        }
    }

    /// <summary>Brings pages into memory as far as the file goes.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="end">The page after the last one.</param>
    public void AddRange(ulong first, ulong end)
    {
        for (var page = first; page < Math.Min(end, PageCount); page++)
        {
            if (!IsCached(page))
            {
                Add(page);
            }
        }
    }

    /// <summary>Makes a huge page of 512 pages, those that were missing included.</summary>
    /// <param name="page">One of them.</param>
    public void Collapse(ulong page) => GetBlock(page).Fill();

    public bool HasAny(ulong first, ulong end)
    {
        for (var page = first; page < end; page++)
        {
            if (IsCached(page))
            {
                return true;
            }
        }

        return false;
    }

    public int MapCount(ulong page) => TryGetBlock(page, out var block) ? block.MapCount(page) : 0;

    /// <summary>Counts mappings of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="change">By how many there are more.</param>
    public void CountMapping(ulong page, int change) => GetBlock(page).CountMapping(page, change);

    /// <summary>Takes pages out of memory and out of all page tables.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="end">The page after the last one.</param>
    public void Remove(ulong first, ulong end)
    {
        UnmapEverywhere(first, end, evenCopies: false);
        for (var page = first; page < Math.Min(end, PageCount); page++)
        {
            GetBlock(page).Set(page, false);
        }
    }

    public void Truncate(ulong size)
    {
        var before = PageCount;
        Size = size;
        if (PageCount < before)
        {
            UnmapEverywhere(PageCount, ulong.MaxValue, evenCopies: true);
        }

        for (var page = Math.Min(before, PageCount); page < Math.Max(before, PageCount); page++)
        {
            GetBlock(page).Set(page, false);
        }
    }

    public void Retract(ulong first)
    {
        foreach (var mapper in Mappers())
        {
            mapper.RetractPageTables(this, first);
        }
    }

    public void AddMapper(IFileMapper mapper)
    {
        lock (_gate)
        {
            if (!_mappers.Contains(mapper))
            {
                _mappers.Add(mapper);
            }
        }
    }

    public void RemoveMapper(IFileMapper mapper)
    {
        lock (_gate)
        {
            _mappers.Remove(mapper);
        }
    }

    public void UnmapEverywhere(ulong first, ulong end, bool evenCopies)
    {
        foreach (var mapper in Mappers())
        {
            mapper.UnmapFilePages(this, first, end, evenCopies);
        }
    }

    private IFileMapper[] Mappers()
    {
        lock (_gate)
        {
            return [.. _mappers];
        }
    }

    private bool TryGetBlock(ulong page, out Block block)
    {
        lock (_gate)
        {
            return _blocks.TryGetValue(page / PageTable.LeafPages, out block!);
        }
    }

    private Block GetBlock(ulong page)
    {
        lock (_gate)
        {
            if (!_blocks.TryGetValue(page / PageTable.LeafPages, out var block))
            {
                _blocks.Add(page / PageTable.LeafPages, block = new(cached));
            }

            return block;
        }
    }

    private sealed class Block
    {
        private readonly bool[] _cached = new bool[PageTable.LeafPages];
        private readonly int[] _mappings = new int[PageTable.LeafPages];

        public Block(bool cached) => Array.Fill(_cached, cached);

        public bool IsHuge { get; private set; }

        public bool Has(ulong page) => Volatile.Read(ref _cached[page % PageTable.LeafPages]);

        public void Set(ulong page, bool cached)
        {
            IsHuge &= cached;
            Volatile.Write(ref _cached[page % PageTable.LeafPages], cached);
        }

        public void Fill()
        {
            IsHuge = true;
            Array.Fill(_cached, true);
        }

        public int MapCount(ulong page) => Volatile.Read(ref _mappings[page % PageTable.LeafPages]);

        public void CountMapping(ulong page, int change) => Interlocked.Add(ref _mappings[page % PageTable.LeafPages], change);
    }
}
