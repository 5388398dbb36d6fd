using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Tables;

/// <summary>The last level of the page tables: the entries of 512 pages. Who reads or writes them holds the page table's lock.</summary>
/// <remarks>Where all entries are the same marker, or none, there is no array of them: guards of terabytes take little memory.</remarks>
internal sealed class PageLeaf<TSync>
    where TSync : struct, ISync
{
    private ulong[]? _entries;

    /// <summary>What each entry is while there is no array of them.</summary>
    private ulong _all;

    /// <summary>How many entries hold something.</summary>
    public int Used { get; private set; }

    /// <summary>Whether all entries are known to be the same: nothing, or a marker.</summary>
    public bool IsUniform => _entries is null;

    /// <summary>An entry.</summary>
    /// <param name="index">Its place, from 0 to 511.</param>
    public PageEntry this[int index]
    {
        get => new(_entries is { } entries ? entries[index] : _all);
        set
        {
            var word = this[index].Word;
            if (word != value.Word)
            {
                Used += (value.IsNone ? 0 : 1) - (word == 0 ? 0 : 1);
                TSync.Write(ref (_entries ??= Spread())[index], value.Word);
            }
        }
    }

    /// <summary>Makes all entries the same.</summary>
    /// <param name="entry">A marker, or none.</param>
    public void Fill(PageEntry entry)
    {
        Used = entry.IsNone ? 0 : PageTable.LeafPages;
        TSync.Write(ref _all, entry.Word);
        _entries = null;
    }

    /// <summary>Makes entries those of another leaf.</summary>
    /// <param name="first">The first page of them.</param>
    /// <param name="end">The page after the last one; all are of one leaf.</param>
    public void CopyFrom(PageLeaf<TSync> other, ulong first, ulong end)
    {
        if (other.IsUniform && end - first == PageTable.LeafPages)
        {
            Fill(other[0]);
            return;
        }

        for (var page = other.NextUsed(first, end); page < end; page = other.NextUsed(page + 1, end))
        {
            this[PageTable.IndexInLeaf(page)] = other[PageTable.IndexInLeaf(page)];
        }
    }

    /// <summary>The next page whose entry holds something.</summary>
    /// <param name="page">The page from which on.</param>
    /// <param name="end">The page after the last one; all are of this leaf.</param>
    /// <returns>The page; <paramref name="end"/> or more when there is none.</returns>
    public ulong NextUsed(ulong page, ulong end)
    {
        if (page >= end || _entries is null)
        {
            return page >= end || _all == 0 ? end : page;
        }

        var step = _entries.AsSpan(PageTable.IndexInLeaf(page), (int)(end - page)).IndexOfAnyExcept(0UL);
        return step < 0 ? end : page + (ulong)step;
    }

    private ulong[] Spread()
    {
        var entries = new ulong[PageTable.LeafPages];
        if (_all != 0)
        {
            entries.AsSpan().Fill(_all);
        }

        return entries;
    }
}
