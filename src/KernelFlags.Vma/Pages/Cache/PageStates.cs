using System.Diagnostics.CodeAnalysis;
using KernelFlags.Vma.Pages.Tables;

namespace KernelFlags.Vma.Pages.Cache;

/// <summary>
/// What is known of the pages of a file, for many at a time: what a change costs depends on how many of them differ, not on how many they
/// are.
/// </summary>
/// <param name="atFirst">The state of every page at the start.</param>
internal sealed class PageStates(PageState atFirst)
{
    /// <summary>With fewer blocks a change is made in each of them; with more, only in those that differ from what is known of all.</summary>
    private const ulong FewBlocks = 64;

    private readonly Gate _gate = new();
    private readonly Dictionary<ulong, PageBlock> _blocks = [];

    /// <summary>What is known of pages that have no block, by the number of the block where it begins to hold. It is replaced as a whole.</summary>
    private volatile (ulong First, PageState State)[] _elsewhere = [(0, atFirst)];

    /// <summary>The block that was found last, since accesses tend to stay near: it can be looked at without the lock.</summary>
    private PageBlock? _recent;

    /// <summary>How many blocks of pages something special is known of.</summary>
    public int BlockCount
    {
        get
        {
            lock (_gate)
            {
                return _blocks.Count;
            }
        }
    }

    public PageState this[ulong page] =>
        TryGetBlock(page, out var block) ? block[page] : StateElsewhere(page / PageTable.LeafPages);

    public bool TryGetBlock(ulong page, [NotNullWhen(true)] out PageBlock? block)
    {
        var key = page / PageTable.LeafPages;
        block = _recent;
        if (block is not null && block.Key == key)
        {
            return true;
        }

        lock (_gate)
        {
            _blocks.TryGetValue(key, out block);

            // Within the lock, so that none is remembered that was forgotten meanwhile.
            _recent = block ?? _recent;
        }

        return block is not null;
    }

    /// <summary>The block of a page, made if need be.</summary>
    public PageBlock GetBlock(ulong page)
    {
        if (TryGetBlock(page, out var block))
        {
            return block;
        }

        var key = page / PageTable.LeafPages;
        lock (_gate)
        {
            if (!_blocks.TryGetValue(key, out block))
            {
                _blocks.Add(key, block = new(key, StateElsewhere(key)));
            }

            return block;
        }
    }

    /// <summary>What is known of the pages of a block that is not there.</summary>
    private PageState StateElsewhere(ulong key)
    {
        var known = _elsewhere;
        return known[PlaceOf(known, key)].State;
    }

    /// <summary>The last place that begins at a block or before it.</summary>
    private static int PlaceOf((ulong First, PageState State)[] known, ulong key)
    {
        var (low, high) = (0, known.Length);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = known[middle].First <= key ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Changes what is known of a range.</summary>
    /// <param name="end">The page after the last one.</param>
    /// <param name="change">What becomes of a page; the same for all pages of a block that lies in the range wholly and of which nothing
    /// special is known.</param>
    public void Change(ulong first, ulong end, Func<ulong, PageState, PageState> change)
    {
        if (first >= end)
        {
            return;
        }

        var from = (first + PageTable.LeafPages - 1) / PageTable.LeafPages;
        var to = end / PageTable.LeafPages;
        if (to < from + FewBlocks)
        {
            ChangeEach(first, end, change);
            return;
        }

        ChangeEach(first, from * PageTable.LeafPages, change);
        foreach (var key in BlocksWithin(from, to))
        {
            ChangeEach(key * PageTable.LeafPages, (key + 1) * PageTable.LeafPages, change);
        }

        ChangeElsewhere(from, to, change);
        ChangeEach(to * PageTable.LeafPages, end, change);
    }

    private void ChangeEach(ulong first, ulong end, Func<ulong, PageState, PageState> change)
    {
        for (var page = first; page < end; page++)
        {
            var state = this[page];
            var changed = change(page, state);
            if (changed != state)
            {
                GetBlock(page)[page] = changed;
            }
        }
    }

    private void ChangeElsewhere(ulong from, ulong to, Func<ulong, PageState, PageState> change)
    {
        var known = _elsewhere;
        var changed = new List<(ulong First, PageState State)>(known.Length + 2);
        void Add(ulong first, PageState state)
        {
            if (changed.Count == 0 || changed[^1].State != state)
            {
                changed.Add((first, state));
            }
        }

        for (var i = 0; i < known.Length; i++)
        {
            var (first, state) = known[i];
            var end = i + 1 < known.Length ? known[i + 1].First : ulong.MaxValue;
            if (first < from)
            {
                Add(first, state);
            }

            if (first < to && end > from)
            {
                var begin = Math.Max(first, from);
                Add(begin, change(begin * PageTable.LeafPages, state));
            }

            if (end > to)
            {
                Add(Math.Max(first, to), state);
            }
        }

        _elsewhere = [.. changed];
    }

    /// <summary>Forgets the blocks of a range, all of whose pages are known to be in a state, where what has no block is so too.</summary>
    public void Forget(PageState state, ulong first, ulong end)
    {
        foreach (var key in BlocksWithin((first + PageTable.LeafPages - 1) / PageTable.LeafPages, end / PageTable.LeafPages))
        {
            if (StateElsewhere(key) == state)
            {
                lock (_gate)
                {
                    _blocks.Remove(key);
                    _recent = null;
                }
            }
        }
    }

    private List<ulong> BlocksWithin(ulong from, ulong to)
    {
        var keys = new List<ulong>();
        lock (_gate)
        {
            if (to > from && to - from <= (ulong)_blocks.Count)
            {
                for (var key = from; key < to; key++)
                {
                    AddIf(_blocks.ContainsKey(key), key);
                }
            }
            else if (to > from)
            {
                foreach (var key in _blocks.Keys)
                {
                    AddIf(key >= from && key < to, key);
                }
            }
        }

        return keys;

        void AddIf(bool isThere, ulong key)
        {
            if (isThere)
            {
                keys.Add(key);
            }
        }
    }
}
