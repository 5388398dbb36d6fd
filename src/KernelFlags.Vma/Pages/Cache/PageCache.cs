using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Cache;

/// <summary>
/// What a file holds: which of its pages are in memory, in folios of which sizes, and how many mappings each page has. A folio is a power
/// of two of pages that are cached, split and mapped together.
/// </summary>
/// <remarks>Whoever changes what is in memory has the contents locked (<see cref="Lock"/>); what unmaps pages locks page tables by itself.</remarks>
/// <param name="kind">The file's kind.</param>
/// <param name="options">What of it is in memory at the start.</param>
internal sealed partial class PageCache(FileKind kind, ulong size, VmaFileOptions options)
{
    private readonly PageStates _states = new(
        new(options.IsCached, options.IsCached ? (byte)int.Log2(options.FolioPages) : (byte)0, IsDirty: false, IsHole: kind == FileKind.SharedAnonymous));

    private readonly Gate _gate = new();
    private readonly Dictionary<ulong, FolioOwners> _owners = [];
    private readonly List<IFileMapper> _mappers = [];

    /// <summary>The word of the lock, which <see cref="Lock"/> takes.</summary>
    private ulong _lock;

    public ref ulong LockWord => ref _lock;

    public FileKind Kind { get; } = kind;

    public ulong Size { get; private set; } = size;

    /// <summary>How many pages a fault reads in that finds its page missing, half of them before it.</summary>
    public ulong ReadAheadPages { get; } = (ulong)options.ReadAheadPages;

    /// <summary>Whether a folio is split into single pages, not into halves down to the page that matters.</summary>
    public bool SplitsUniformly { get; set; }

    /// <summary>Whether a hole in a part of a large folio that was written unmaps all of it, not just the pages in the hole.</summary>
    public bool UnmapsWrittenFolios { get; set; }

    /// <summary>Two to this power are the bytes of a page, on the machine that maps it.</summary>
    public int PageShift { get; set; } = 12;

    /// <summary>Whether large folios keep track of who maps them.</summary>
    public bool TracksOwners { get; set; }

    /// <summary>The number of pages up to the end, the last one counted whole.</summary>
    public ulong PageCount => (Size + (1UL << PageShift) - 1) >> PageShift;

    /// <summary>
    /// Locks the contents: what is in memory stays so, and no mapping of it appears or moves, but for the caller. It is taken before the lock
    /// of any page table.
    /// </summary>
    /// <returns>What is disposed to unlock it.</returns>
    public PageCacheLock<TSync> Lock<TSync>()
        where TSync : struct, ISync => new(this);

    public bool IsCached(ulong page) => page < PageCount && _states[page].IsCached;

    /// <summary>The folio that holds a page.</summary>
    /// <param name="page">The page, which is in memory.</param>
    /// <returns>Its first page and its number of pages.</returns>
    public (ulong First, ulong Count) Folio(ulong page)
    {
        var order = _states[page].Order;
        return (page >> order << order, 1UL << order);
    }

    /// <summary>Whether a page belongs to a huge one.</summary>
    /// <returns>True when it does.</returns>
    public bool IsHuge(ulong page) => IsCached(page) && Folio(page).Count == PageTable.LeafPages;

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

    /// <summary>Brings a page into memory because of a fault, of a file on disk those around it as well (read-around).</summary>
    /// <param name="isRandom">Whether the mapping said that it will be read in no order.</param>
    public void ReadIn(ulong page, bool isRandom)
    {
        AddRange(page, page + 1);
        if (Kind == FileKind.Regular && !isRandom)
        {
            var first = page - Math.Min(page, ReadAheadPages / 2);
            AddRange(first, first + ReadAheadPages);
        }
    }

    /// <summary>Brings pages into memory as far as the file goes.</summary>
    /// <param name="end">The page after the last one.</param>
    public void AddRange(ulong first, ulong end)
    {
        _states.Change(first, Math.Min(end, PageCount), static (_, state) => state.IsCached ? state : state with { IsCached = true, Order = 0, IsDirty = false });
    }

    /// <summary>Makes a huge page of 512 pages, those that were missing included.</summary>
    public void Collapse(ulong first)
    {
        var block = _states.GetBlock(first);
        for (var page = first; page < first + PageTable.LeafPages; page++)
        {
            block[page] = block[page] with { IsCached = true, Order = PageTable.LeafOrder, IsDirty = false };
        }
    }

    /// <summary>Marks the folio of a page as written by a shared mapping.</summary>
    public void MarkDirty(ulong page)
    {
        var (first, count) = Folio(page);
        var block = _states.GetBlock(first);
        block[page] = block[page] with { IsHole = false };
        for (var each = first; each < first + count; each++)
        {
            block[each] = block[each] with { IsDirty = true };
        }
    }

    /// <summary>Whether a page is all zeros because nothing was ever written there, or a hole was made.</summary>
    /// <returns>True when it is.</returns>
    public bool IsHole(ulong page) => _states[page].IsHole;

    public bool IsDirty(ulong page) => _states[page].IsDirty;

    /// <summary>How many blocks of pages something special is known of.</summary>
    public int BlockCount => _states.BlockCount;

    public int MapCount(ulong page) => _states.TryGetBlock(page, out var block) ? block.MapCount(page) : 0;

    /// <summary>Counts a mapping of a page.</summary>
    /// <param name="change">1 for one more, -1 for one less.</param>
    /// <param name="mapper">The address space that has it.</param>
    public void CountMapping(ulong page, int change, IFileMapper mapper)
    {
        _states.GetBlock(page).CountMapping(page, change);
        if (TracksOwners && Folio(page) is { Count: > 1 } folio)
        {
            CountOwner(folio.First, change, mapper);
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

    /// <summary>Whether a folio counts as one that another address space maps too.</summary>
    /// <param name="one">The address space that asks.</param>
    /// <param name="page">A page of the folio.</param>
    /// <returns>True when it does.</returns>
    public bool IsMappedBesides(IFileMapper one, ulong page)
    {
        var (first, count) = Folio(page);
        if (TracksOwners && count > 1)
        {
            lock (_gate)
            {
                return _owners.TryGetValue(first, out var owners) && owners.IsShared;
            }
        }

        var end = first + count;
        foreach (var mapper in Mappers())
        {
            if (mapper != one && mapper.MapsAny(this, first, end))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether each page of a folio has one mapping.</summary>
    /// <param name="page">A page of the folio.</param>
    /// <returns>True when it is so.</returns>
    public bool IsMappedOnce(ulong page)
    {
        var (first, count) = Folio(page);
        for (var each = first; each < first + count; each++)
        {
            if (MapCount(each) != 1)
            {
                return false;
            }
        }

        return true;
    }

    public void Retract(ulong first)
    {
        foreach (var mapper in Mappers())
        {
            mapper.RetractPageTables(this, first);
        }
    }

    private IFileMapper[] Mappers()
    {
        lock (_gate)
        {
            return [.. _mappers];
        }
    }

    private void CountOwner(ulong first, int change, IFileMapper mapper)
    {
        lock (_gate)
        {
            if (!_owners.TryGetValue(first, out var owners))
            {
                if (change < 0)
                {
                    return;
                }

                _owners.Add(first, owners = new FolioOwners());
            }

            if (change > 0)
            {
                owners.Add(mapper);
            }
            else
            {
                owners.Remove(mapper);
                if (owners.IsUnmapped)
                {
                    _owners.Remove(first);
                }
            }
        }
    }
}
