using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Vma.Pages;

/// <summary>The last level of the page tables: the entries of 512 pages.</summary>
internal sealed class PageLeaf
{
    private readonly ulong[] _entries = new ulong[PageTable.LeafPages];

    /// <summary>How many entries hold something.</summary>
    public int Used { get; private set; }

    /// <summary>An entry.</summary>
    /// <param name="index">Its place, from 0 to 511.</param>
    public PageEntry this[int index]
    {
        get => new(Volatile.Read(ref _entries[index]));
        set
        {
            Used += (value.IsNone ? 0 : 1) - (_entries[index] == 0 ? 0 : 1);
            Volatile.Write(ref _entries[index], value.Word);
        }
    }
}

/// <summary>
/// The page tables of an address space. Pages are numbered by their address; what was never touched takes no memory. A slot of the level
/// above the leaves (a page middle directory) holds nothing, a leaf, or a huge page's entry.
/// </summary>
internal sealed class PageTable
{
    /// <summary>The pages that a leaf has entries for, which are those of a huge page.</summary>
    public const int LeafPages = 1 << LeafBits;

    /// <summary>The same as a power of two.</summary>
    public const int LeafOrder = LeafBits;

    /// <summary>The pages that a page middle directory has leaves for.</summary>
    public const ulong MiddlePages = 1UL << MiddleShift;

    private const int LeafBits = 9;
    private const int MiddleShift = 2 * LeafBits;
    private const int LevelBits = 8;
    private const int LevelSize = 1 << LevelBits;

    private readonly object _gate = new();
    private int _hugeCount;
    private volatile ulong[] _middles = [];
    private volatile Level _level = new([], []);

    /// <summary>The first page of the leaf that has a page's entry.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The first page.</returns>
    public static ulong LeafStart(ulong page) => page & ~(ulong)(LeafPages - 1);

    /// <summary>The entry of a page; that of the huge page where one maps it.</summary>
    /// <param name="page">The page.</param>
    /// <returns>The entry.</returns>
    public PageEntry Get(ulong page)
    {
        if (Huge(page) is { IsNone: false } huge)
        {
            return huge.Small(IndexInLeaf(page));
        }

        return TryGetLeaf(page, out var leaf) ? leaf[IndexInLeaf(page)] : PageEntry.None;
    }

    /// <summary>Stores the entry of a page, making the leaf if need be.</summary>
    /// <param name="page">The page, which no huge page maps.</param>
    /// <param name="entry">The entry.</param>
    public void Set(ulong page, PageEntry entry)
    {
        if (!entry.IsNone || TryGetLeaf(page, out _))
        {
            GetLeaf(page)[IndexInLeaf(page)] = entry;
        }
    }

    public static int IndexInLeaf(ulong page) => (int)(page % LeafPages);

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
        _hugeCount += (entry.IsNone ? 0 : 1) - (directory.Huge(Slot(page)).IsNone ? 0 : 1);
        directory.SetHuge(Slot(page), entry);
    }

    public bool TryGetLeaf(ulong page, [NotNullWhen(true)] out PageLeaf? leaf)
    {
        leaf = TryGetDirectory(page, out var directory) ? directory.Leaves[Slot(page)] : null;
        return leaf is not null;
    }

    public PageLeaf GetLeaf(ulong page)
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
    public bool HasMiddle(ulong page) => Array.IndexOf(_middles, page >> MiddleShift) >= 0;

    /// <summary>Makes the page middle directory of a page, as any fault does.</summary>
    /// <param name="page">The page.</param>
    public void MakeMiddle(ulong page)
    {
        if (!HasMiddle(page))
        {
            lock (_gate)
            {
                _middles = [.. _middles, page >> MiddleShift];
            }
        }
    }

    /// <summary>Takes page middle directories away.</summary>
    /// <param name="first">The first page that no VMA has, up or down from a VMA.</param>
    /// <param name="end">The first page that a VMA has again.</param>
    public void DropMiddles(ulong first, ulong end)
    {
        var from = (first + (1UL << MiddleShift) - 1) >> MiddleShift;
        var to = end >> MiddleShift;
        lock (_gate)
        {
            _middles = Array.FindAll(_middles, m => m < from || m >= to);
        }
    }

    /// <summary>Whether any huge page is mapped.</summary>
    public bool HasHuge => Volatile.Read(ref _hugeCount) > 0;

    /// <summary>Whether nothing was ever touched.</summary>
    public bool IsEmpty => _level.Keys.Length == 0;

    /// <summary>Takes leaves away, none of whose entries holds anything.</summary>
    /// <param name="first">The first page, at a leaf's start.</param>
    /// <param name="end">The page after the last one, at a leaf's start.</param>
    /// <param name="onlyUnused">Whether to look at each and keep those that hold something.</param>
    public void DropLeaves(ulong first, ulong end, bool onlyUnused = false)
    {
        const ulong DirectoryPages = LeafPages * LevelSize;
        var level = _level;
        var at = Array.BinarySearch(level.Keys, first / DirectoryPages);
        for (at = at < 0 ? ~at : at; at < level.Keys.Length && level.Keys[at] * DirectoryPages < end; at++)
        {
            var start = level.Keys[at] * DirectoryPages;
            for (var page = Math.Max(start, first); page < Math.Min(start + DirectoryPages, end); page += LeafPages)
            {
                ref var leaf = ref level.Directories[at].Leaves[Slot(page)];
                if (!onlyUnused || leaf is { Used: 0 })
                {
                    Volatile.Write(ref leaf, null);
                }
            }
        }
    }

    /// <summary>Goes through what is not empty.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="end">The page after the last one.</param>
    /// <param name="evenUnused">Whether leaves that hold nothing are among the steps.</param>
    /// <returns>The walk, before its first step.</returns>
    public Walk Range(ulong first, ulong end, bool evenUnused = false) => new(this, first, end, evenUnused);

    private static int Slot(ulong page) => (int)(page >> LeafBits) & (LevelSize - 1);

    private bool TryGetDirectory(ulong page, [NotNullWhen(true)] out Directory? directory)
    {
        var level = _level;
        var at = Array.BinarySearch(level.Keys, page >> (LeafBits + LevelBits));
        directory = at >= 0 ? level.Directories[at] : null;
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
            var key = page >> (LeafBits + LevelBits);
            var at = ~Array.BinarySearch(level.Keys, key);
            directory = new();
            _level = new(
                [.. level.Keys[..at], key, .. level.Keys[at..]],
                [.. level.Directories[..at], directory, .. level.Directories[at..]]);
            return directory;
        }
    }

    /// <summary>A step at a time through the leaves and huge pages of a range.</summary>
    /// <param name="table">The tables.</param>
    /// <param name="first">The first page.</param>
    /// <param name="end">The page after the last one.</param>
    /// <param name="evenUnused">Whether leaves that hold nothing are among the steps.</param>
    internal struct Walk(PageTable table, ulong first, ulong end, bool evenUnused)
    {
        private ulong _next = first;

        /// <summary>The first page of this step, clipped to the range.</summary>
        public ulong First { get; private set; }

        /// <summary>The page after the last one of this step, clipped to the range.</summary>
        public ulong End { get; private set; }

        /// <summary>The leaf; null where a huge page is mapped.</summary>
        public PageLeaf? Leaf { get; private set; }

        /// <summary>The huge page; none where there is a leaf.</summary>
        public PageEntry Huge { get; private set; }

        /// <summary>Whether this step is the whole of a leaf or of a huge page.</summary>
        public readonly bool IsWhole => End - First == LeafPages;

        public bool MoveNext()
        {
            while (_next < end && !table.IsEmpty)
            {
                if (!table.TryGetDirectory(_next, out var directory))
                {
                    _next = NextDirectory(_next);
                    continue;
                }

                var slot = Slot(_next);
                (First, End) = (_next, Math.Min(end, LeafStart(_next) + LeafPages));
                _next = End;
                (Leaf, Huge) = (directory.Leaves[slot], directory.Huge(slot));
                if (!Huge.IsNone || (Leaf is not null && (evenUnused || Leaf.Used > 0)))
                {
                    return true;
                }
            }

            return false;
        }

        private readonly ulong NextDirectory(ulong page)
        {
            var keys = table._level.Keys;
            var at = ~Array.BinarySearch(keys, page >> (LeafBits + LevelBits));
            return at < keys.Length ? keys[at] << (LeafBits + LevelBits) : end;
        }
    }

    /// <summary>The directories there are, in order: replaced as a whole, so that readers need no lock.</summary>
    private sealed record Level(ulong[] Keys, Directory[] Directories);

    private sealed class Directory
    {
        private ulong[]? _huge;

        public PageLeaf?[] Leaves { get; } = new PageLeaf?[LevelSize];

        public PageEntry Huge(int slot) => _huge is null ? PageEntry.None : new(_huge[slot]);

        public void SetHuge(int slot, PageEntry entry)
        {
            if (_huge is not null || !entry.IsNone)
            {
                (_huge ??= new ulong[LevelSize])[slot] = entry.Word;
            }
        }
    }
}
