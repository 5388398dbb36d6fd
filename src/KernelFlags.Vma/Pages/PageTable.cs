using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Pages;

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
    /// <param name="page">The page.</param>
    /// <returns>The first page.</returns>
    public static ulong LeafStart(ulong page) => page & ~(ulong)(LeafPages - 1);

    /// <summary>The place in a leaf of a page's entry.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The place, from 0.</returns>
    public static int IndexInLeaf(ulong page) => (int)(page % LeafPages);
}

/// <summary>
/// The page tables of an address space. Pages are numbered by their address; what was never touched takes no memory. A slot of the level
/// above the leaves (a page middle directory) holds nothing, a leaf, or a huge page's entry.
/// </summary>
/// <remarks>Each slot has a lock: who looks at or changes what the slot or its leaf holds has it, unless it is said otherwise.</remarks>
/// <typeparam name="TSync">The synchronisation.</typeparam>
internal sealed partial class PageTable<TSync>
    where TSync : struct, ISync
{
    private const int LevelBits = 8;
    private const int LevelSize = 1 << LevelBits;
    private const int DirectoryOrder = PageTable.LeafOrder + LevelBits;
    private const int LocksInLine = 8;
    private const int LockCount = LocksInLine * LocksInLine;

    private readonly Gate _gate = new();
    private int _hugeCount;
    private volatile ulong[] _middles = [];
    private volatile Level _level = new([], []);

    /// <summary>The directory that was found last: accesses tend to stay near.</summary>
    private Directory? _recent;

    /// <summary>Whether anything near a page was touched; if not, its page table holds nothing. Takes no lock.</summary>
    /// <param name="page">The page.</param>
    /// <returns>True once something was.</returns>
    public bool HasDirectory(ulong page) => TryGetDirectory(page, out _);

    /// <summary>Locks the page table of a page.</summary>
    /// <param name="page">The page.</param>
    /// <returns>What is disposed to unlock it.</returns>
    public PageTableLock<TSync> Lock(ulong page) => new(ref GetDirectory(page).LockOf(Slot(page)));

    /// <summary>Locks the page table of a page as well, which may be, or share its lock with, one that is locked.</summary>
    /// <param name="page">The page.</param>
    /// <param name="locked">A page of the one that is locked.</param>
    /// <returns>What is disposed to unlock it; it does nothing where there was nothing to lock.</returns>
    public PageTableLock<TSync> LockBeside(ulong page, ulong locked)
    {
        ref var word = ref GetDirectory(page).LockOf(Slot(page));
        return Unsafe.AreSame(ref word, ref GetDirectory(locked).LockOf(Slot(locked))) ? default : new(ref word);
    }

    /// <summary>The entry of a page, whose page table is locked for that.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The entry.</returns>
    public PageEntry Look(ulong page)
    {
        if (!HasDirectory(page))
        {
            return PageEntry.None;
        }

        using var locked = Lock(page);
        return Get(page);
    }

    /// <summary>The entry of a page; that of the huge page where one maps it.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The entry.</returns>
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
    /// <param name="entry">The entry.</param>
    public void Set(ulong page, PageEntry entry)
    {
        if (!entry.IsNone || TryGetLeaf(page, out _))
        {
            GetLeaf(page)[PageTable.IndexInLeaf(page)] = entry;
        }
    }

    /// <summary>The entry of the huge page that maps a page.</summary>
    /// <param name="page">The page.</param>
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

    /// <summary>Whether there is a page middle directory for a page: that of its 512 leaves.</summary>
    /// <param name="page">The page.</param>
    /// <returns>True once anything near was touched.</returns>
    public bool HasMiddle(ulong page) => Array.IndexOf(_middles, page >> PageTable.MiddleShift) >= 0;

    /// <summary>Makes the page middle directory of a page, as any fault does.</summary>
    /// <param name="page">The page.</param>
    public void MakeMiddle(ulong page)
    {
        if (!HasMiddle(page))
        {
            lock (_gate)
            {
                if (!HasMiddle(page))
                {
                    _middles = [.. _middles, page >> PageTable.MiddleShift];
                }
            }
        }
    }

    /// <summary>Takes page middle directories away.</summary>
    /// <param name="first">The first page that no VMA has, up or down from a VMA.</param>
    /// <param name="end">The first page that a VMA has again.</param>
    public void DropMiddles(ulong first, ulong end)
    {
        var from = (first + (1UL << PageTable.MiddleShift) - 1) >> PageTable.MiddleShift;
        var to = end >> PageTable.MiddleShift;
        if (HasMiddleWithin(from, to))
        {
            lock (_gate)
            {
                _middles = Array.FindAll(_middles, m => m < from || m >= to);
            }
        }
    }

    /// <summary>Whether any huge page is mapped.</summary>
    public bool HasHuge => Volatile.Read(ref _hugeCount) > 0;

    /// <summary>Whether nothing was ever touched.</summary>
    public bool IsEmpty => _level.Keys.Length == 0;

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
        const ulong DirectoryPages = PageTable.LeafPages * LevelSize;
        var level = _level;
        var at = Array.BinarySearch(level.Keys, first / DirectoryPages);
        for (at = at < 0 ? ~at : at; at < level.Keys.Length && level.Keys[at] * DirectoryPages < end; at++)
        {
            var start = level.Keys[at] * DirectoryPages;
            for (var page = Math.Max(start, first); page < Math.Min(start + DirectoryPages, end); page += PageTable.LeafPages)
            {
                ref var leaf = ref level.Directories[at].Leaves[Slot(page)];
                if (leaf is null)
                {
                    continue;
                }

                using var locked = new PageTableLock<TSync>(ref level.Directories[at].LockOf(Slot(page)));
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
        var level = _level;
        for (var i = 0; i < level.Keys.Length * LevelSize; i++)
        {
            var first = ((level.Keys[i / LevelSize] << LevelBits) + (ulong)(i % LevelSize)) << PageTable.LeafOrder;
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

    private bool HasMiddleWithin(ulong from, ulong to)
    {
        foreach (var middle in _middles)
        {
            if (middle >= from && middle < to)
            {
                return true;
            }
        }

        return false;
    }

    private static int Slot(ulong page) => (int)(page >> PageTable.LeafOrder) & (LevelSize - 1);

    private static ulong DirectoryOf(ulong page) => page >> DirectoryOrder;

    private bool TryGetDirectory(ulong page, [NotNullWhen(true)] out Directory? directory)
    {
        directory = _recent;
        if (directory is not null && directory.Key == DirectoryOf(page))
        {
            return true;
        }

        var level = _level;
        var at = Array.BinarySearch(level.Keys, DirectoryOf(page));
        directory = at >= 0 ? level.Directories[at] : null;
        _recent = directory ?? _recent;
        return directory is not null;
    }

    private Directory GetDirectory(ulong page)
    {
        if (TryGetDirectory(page, out var directory))
        {
            return directory;
        }

        lock (_gate)
        {
            if (TryGetDirectory(page, out directory))
            {
                return directory;
            }

            var level = _level;
            var key = DirectoryOf(page);
            var at = ~Array.BinarySearch(level.Keys, key);
            directory = new(key);
            _level = new(
                [.. level.Keys[..at], key, .. level.Keys[at..]],
                [.. level.Directories[..at], directory, .. level.Directories[at..]]);
            return directory;
        }
    }

    /// <summary>The directories there are, in order: replaced as a whole, so that readers need no lock.</summary>
    private sealed record Level(ulong[] Keys, Directory[] Directories);

    private sealed class Directory(ulong key)
    {
        private readonly ulong[] _locks = new ulong[LockCount];
        private ulong[]? _huge;

        /// <summary>The number of its first page, in directories.</summary>
        public ulong Key { get; } = key;

        public PageLeaf<TSync>?[] Leaves { get; } = new PageLeaf<TSync>?[LevelSize];

        /// <summary>The lock of a slot. Those of slots that follow one another lie in different cache lines.</summary>
        public ref ulong LockOf(int slot) => ref _locks[((slot % LocksInLine) * LocksInLine) + (slot / LocksInLine % LocksInLine)];

        /// <summary>Whether a slot holds neither a leaf nor a huge page.</summary>
        public bool IsEmpty(int slot) => Leaves[slot] is null && Huge(slot).IsNone;

        public PageEntry Huge(int slot) => Volatile.Read(ref _huge) is { } huge ? new(huge[slot]) : PageEntry.None;

        public void SetHuge(int slot, PageEntry entry)
        {
            if (Huge(slot) != entry)
            {
                var huge = Volatile.Read(ref _huge) ?? Interlocked.CompareExchange(ref _huge, new ulong[LevelSize], null) ?? _huge;
                TSync.Write(ref huge[slot], entry.Word);
            }
        }
    }
}
