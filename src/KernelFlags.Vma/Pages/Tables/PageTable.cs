using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Tables;

/// <summary>How page tables are laid out.</summary>
internal static class PageTable
{
    /// <summary>The pages that a leaf has entries for, which are those of a huge page.</summary>
    public const int LeafPages = 1 << LeafBits;

    /// <summary>The same as a power of two.</summary>
    public const int LeafOrder = LeafBits;

    /// <summary>The pages that a page middle directory has leaves for.</summary>
    public const ulong MiddlePages = 1UL << MiddleShift;

    /// <summary>The pages that a page middle directory has leaves for, as a power of two.</summary>
    public const int MiddleShift = 2 * LeafBits;

    private const int LeafBits = 9;

    /// <summary>The first page of the leaf that has a page's entry.</summary>
    public static ulong LeafStart(ulong page) => page & ~(ulong)(LeafPages - 1);

    /// <summary>The place in a leaf of a page's entry.</summary>
    /// <returns>The place, from 0.</returns>
    public static int IndexInLeaf(ulong page) => (int)(page % LeafPages);
}

/// <summary>
/// The page tables of an address space. Pages are numbered by their address; what was never touched takes no memory. A slot of the level
/// above the leaves (a page middle directory) holds nothing, a leaf, or a huge page's entry.
/// </summary>
/// <remarks>Each slot has a lock: who looks at or changes what the slot or its leaf holds has it, unless it is said otherwise.</remarks>
internal sealed partial class PageTable<TSync>
    where TSync : struct, ISync
{
    private readonly Gate _gate = new();
    private readonly SparseArray<PageMiddle<TSync>> _middles = new();
    private int _hugeCount;

    /// <summary>The directory that was found last: accesses tend to stay near.</summary>
    private PageDirectory<TSync>? _recent;

    /// <summary>Locks the page table of a page, which a VMA that can't go meanwhile has.</summary>
    /// <returns>What is disposed to unlock it.</returns>
    public PageTableLock<TSync> Lock(ulong page)
    {
        for (; ; )
        {
            var directory = GetDirectory(page);
            var locked = new PageTableLock<TSync>(ref directory.LockOf(Slot(page)));
            if (!directory.IsGone)
            {
                return locked;
            }

            locked.Dispose();
        }
    }

    /// <summary>Locks the page table of a page, if anything near the page was touched: else it holds nothing.</summary>
    /// <param name="page">The page, of which no VMA need be there.</param>
    /// <param name="locked">What is disposed to unlock it.</param>
    /// <returns>False when nothing was.</returns>
    public bool TryLock(ulong page, out PageTableLock<TSync> locked)
    {
        while (TryGetDirectory(page, out var directory))
        {
            locked = new(ref directory.LockOf(Slot(page)));
            if (!directory.IsGone)
            {
                return true;
            }

            locked.Dispose();
        }

        locked = default;
        return false;
    }

    /// <summary>Locks the page table of a page as well, which may be, or share its lock with, one that is locked.</summary>
    /// <param name="page">The page, which a VMA that can't go meanwhile has.</param>
    /// <param name="locked">A page of the one that is locked.</param>
    /// <returns>What is disposed to unlock it; it does nothing where there was nothing to lock.</returns>
    public PageTableLock<TSync> LockBeside(ulong page, ulong locked)
    {
        ref var word = ref GetDirectory(page).LockOf(Slot(page));
        return Unsafe.AreSame(ref word, ref GetDirectory(locked).LockOf(Slot(locked))) ? default : Lock(page);
    }

    /// <summary>The entry of a page, whose page table is locked for that.</summary>
    public PageEntry GetLocked(ulong page)
    {
        if (!TryLock(page, out var locked))
        {
            return PageEntry.None;
        }

        var entry = Get(page);
        locked.Dispose();
        return entry;
    }

    /// <summary>The entry of a page; that of the huge page where one maps it.</summary>
    public PageEntry Get(ulong page)
    {
        if (Huge(page) is { IsNone: false } huge)
        {
            return huge.Small(PageTable.IndexInLeaf(page));
        }

        return TryGetLeaf(page, out var leaf) ? leaf[PageTable.IndexInLeaf(page)] : PageEntry.None;
    }

    /// <summary>Stores the entry of a page, making the leaf if need be.</summary>
    /// <param name="page">The page, which no huge page maps.</param>
    public void Set(ulong page, PageEntry entry)
    {
        if (!entry.IsNone || TryGetLeaf(page, out _))
        {
            GetLeaf(page)[PageTable.IndexInLeaf(page)] = entry;
        }
    }

    /// <summary>The entry of the huge page that maps a page.</summary>
    /// <returns>The entry; none where no huge page does.</returns>
    public PageEntry Huge(ulong page) => TryGetDirectory(page, out var directory) ? directory.Huge(Slot(page)) : PageEntry.None;

    /// <summary>Maps a huge page, or takes it away.</summary>
    /// <param name="page">One of its pages.</param>
    /// <param name="entry">The entry; none to take it away.</param>
    public void SetHuge(ulong page, PageEntry entry)
    {
        var directory = GetDirectory(page);
        MakeMiddle(page);
        Interlocked.Add(ref _hugeCount, (entry.IsNone ? 0 : 1) - (directory.Huge(Slot(page)).IsNone ? 0 : 1));
        directory.SetHuge(Slot(page), entry);
    }

    public bool TryGetLeaf(ulong page, [NotNullWhen(true)] out PageLeaf<TSync>? leaf)
    {
        leaf = TryGetDirectory(page, out var directory) ? directory.Leaves[Slot(page)] : null;
        return leaf is not null;
    }

    public PageLeaf<TSync> GetLeaf(ulong page)
    {
        ref var slot = ref GetDirectory(page).Leaves[Slot(page)];
        if (Volatile.Read(ref slot) is { } leaf)
        {
            return leaf;
        }

        MakeMiddle(page);
        return Interlocked.CompareExchange(ref slot, new(), null) ?? slot!;
    }

    /// <summary>Whether any page of a file is mapped in a part of one page table, which is locked.</summary>
    /// <param name="end">The page after the last one.</param>
    /// <returns>True when one is.</returns>
    public bool MapsFilePage(ulong first, ulong end)
    {
        if (TryGetLeaf(first, out var leaf))
        {
            for (var page = leaf.NextUsed(first, end); page < end; page = leaf.NextUsed(page + 1, end))
            {
                if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.File)
                {
                    return true;
                }
            }
        }

        return Huge(first).Kind == PageKind.File;
    }

    /// <summary>Whether there is a page middle directory for a page: that of its 512 leaves.</summary>
    /// <returns>True once anything near was touched.</returns>
    public bool HasMiddle(ulong page) => _middles[page >> PageTable.MiddleShift] is { IsMade: true };

    /// <summary>Makes the page middle directory of a page, as any fault does.</summary>
    public void MakeMiddle(ulong page)
    {
        if (!HasMiddle(page))
        {
            lock (_gate)
            {
                GetMiddleGateLocked(page).IsMade = true;
            }
        }
    }

    /// <summary>Takes page middle directories away, and all that is below them.</summary>
    /// <param name="first">The first page that no VMA has, up or down from a VMA.</param>
    /// <param name="end">The first page that a VMA has again.</param>
    public void DropMiddles(ulong first, ulong end)
    {
        var from = (first + PageTable.MiddlePages - 1) >> PageTable.MiddleShift;
        var to = end >> PageTable.MiddleShift;
        while (from < to && _middles.FirstFrom(from) is { } middle && middle.Key < to)
        {
            lock (_gate)
            {
                _middles.Remove(middle.Key);
            }

            foreach (var directory in middle.Directories)
            {
                directory?.Leave();
            }

            from = middle.Key + 1;
        }
    }

    /// <summary>The next page that something near was touched of.</summary>
    /// <param name="page">The page from which on.</param>
    /// <param name="end">The page after the last one.</param>
    /// <returns>The page; <paramref name="end"/> when there is none.</returns>
    public ulong SkipMissing(ulong page, ulong end) =>
        page >= end || FirstDirectory(page) is not { } directory ? end : Math.Min(Math.Max(page, directory.First), end);

    /// <summary>The next page whose entry holds something. Locks page tables one by one, and none any more at the end.</summary>
    /// <param name="page">The page from which on.</param>
    /// <param name="end">The page after the last one.</param>
    /// <returns>The page; <paramref name="end"/> when there is none.</returns>
    public ulong NextUsed(ulong page, ulong end)
    {
        for (var walk = Range(page, end); walk.MoveNext();)
        {
            var used = walk.Leaf is { } leaf ? leaf.NextUsed(walk.First, walk.End) : walk.First;
            if (used < walk.End)
            {
                walk.Dispose();
                return used;
            }
        }

        return end;
    }

    /// <summary>Whether any huge page is mapped.</summary>
    public bool HasHuge => Volatile.Read(ref _hugeCount) > 0;

    /// <summary>Whether there is not even a page middle directory.</summary>
    public bool IsEmpty => _middles.IsEmpty;

    /// <summary>Takes a leaf away, none of whose entries holds anything.</summary>
    /// <param name="page">One of its pages.</param>
    public void DropLeaf(ulong page)
    {
        if (TryGetDirectory(page, out var directory))
        {
            Volatile.Write(ref directory.Leaves[Slot(page)], null);
        }
    }

    /// <summary>Takes leaves away, none of whose entries holds anything. Locks the page tables one by one.</summary>
    /// <param name="first">The first page, at a leaf's start.</param>
    /// <param name="end">The page after the last one, at a leaf's start.</param>
    /// <param name="onlyUnused">Whether to look at each and keep those that hold something.</param>
    public void DropLeaves(ulong first, ulong end, bool onlyUnused = false)
    {
        for (var directory = FirstDirectory(first); directory is not null && directory.First < end; directory = DirectoryAfter(directory))
        {
            var stop = Math.Min(DirectoryEnd(directory), end);
            for (var page = Math.Max(directory.First, first); page < stop; page += PageTable.LeafPages)
            {
                ref var leaf = ref directory.Leaves[Slot(page)];
                if (leaf is null)
                {
                    continue;
                }

                using var locked = new PageTableLock<TSync>(ref directory.LockOf(Slot(page)));
                if (!onlyUnused || leaf is { Used: 0 })
                {
                    Volatile.Write(ref leaf, null);
                }
            }
        }
    }

    /// <summary>The pages whose entries hold something. For a check at a moment when nothing changes: it takes no lock.</summary>
    /// <returns>The pages, in order.</returns>
    public IEnumerable<ulong> UsedPages()
    {
        for (var directory = FirstDirectory(0); directory is not null; directory = DirectoryAfter(directory))
        {
            for (var first = directory.First; first < DirectoryEnd(directory); first += PageTable.LeafPages)
            {
                var isUsed = (TryGetLeaf(first, out var leaf) && leaf.Used > 0) || !Huge(first).IsNone;
                for (var page = first; isUsed && page < first + PageTable.LeafPages; page++)
                {
                    if (leaf is null || !leaf[PageTable.IndexInLeaf(page)].IsNone)
                    {
                        yield return page;
                    }
                }
            }
        }
    }

    private static int Slot(ulong page) => PageDirectory<TSync>.SlotOf(page);

    private static ulong DirectoryEnd(PageDirectory<TSync> directory) => (directory.Key + 1) << PageDirectory<TSync>.Order;

    /// <summary>The directory of a page, or the first one behind it.</summary>
    private PageDirectory<TSync>? FirstDirectory(ulong page)
    {
        for (var middle = _middles.FirstFrom(page >> PageTable.MiddleShift); middle is not null; middle = _middles.FirstFrom(middle.Key + 1))
        {
            if (middle.First(page) is { } directory)
            {
                return directory;
            }
        }

        return null;
    }

    private PageDirectory<TSync>? DirectoryAfter(PageDirectory<TSync> directory) => FirstDirectory(DirectoryEnd(directory));

    private bool TryGetDirectory(ulong page, [NotNullWhen(true)] out PageDirectory<TSync>? directory)
    {
        directory = _recent;
        if (directory is not null && directory.Key == PageDirectory<TSync>.KeyOf(page) && !directory.IsGone)
        {
            return true;
        }

        directory = _middles[page >> PageTable.MiddleShift]?.DirectoryOf(page);
        _recent = directory ?? _recent;
        return directory is not null;
    }

    private PageDirectory<TSync> GetDirectory(ulong page)
    {
        if (TryGetDirectory(page, out var directory))
        {
            return directory;
        }

        lock (_gate)
        {
            ref var place = ref GetMiddleGateLocked(page).DirectoryOf(page);
            if (place is null)
            {
                Volatile.Write(ref place, new(PageDirectory<TSync>.KeyOf(page)));
            }

            return place!;
        }
    }

    /// <summary>The page middle directory of a page, which may not count as made yet. The gate is locked.</summary>
    private PageMiddle<TSync> GetMiddleGateLocked(ulong page)
    {
        var key = page >> PageTable.MiddleShift;
        if (_middles[key] is not { } middle)
        {
            _middles.Set(key, middle = new(key));
        }

        return middle;
    }
}
