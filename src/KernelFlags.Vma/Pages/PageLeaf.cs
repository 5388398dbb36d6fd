namespace KernelFlags.Vma.Pages;

/// <summary>The last level of the page tables: the entries of 512 pages. Who reads or writes them holds the page table's lock.</summary>
/// <typeparam name="TSync">The synchronisation.</typeparam>
internal sealed class PageLeaf<TSync>
    where TSync : struct, ISync
{
    private readonly ulong[] _entries = new ulong[PageTable.LeafPages];

    /// <summary>How many entries hold something.</summary>
    public int Used { get; private set; }

    /// <summary>An entry.</summary>
    /// <param name="index">Its place, from 0 to 511.</param>
    public PageEntry this[int index]
    {
        get => new(_entries[index]);
        set
        {
            var word = _entries[index];
            if (word != value.Word)
            {
                Used += (value.IsNone ? 0 : 1) - (word == 0 ? 0 : 1);
                TSync.Write(ref _entries[index], value.Word);
            }
        }
    }

    /// <summary>The next page whose entry holds something.</summary>
    /// <param name="page">The page from which on.</param>
    /// <param name="end">The page after the last one; all are of this leaf.</param>
    /// <returns>The page; <paramref name="end"/> or more when there is none.</returns>
    public ulong NextUsed(ulong page, ulong end)
    {
        if (page >= end)
        {
            return end;
        }

        var step = _entries.AsSpan(PageTable.IndexInLeaf(page), (int)(end - page)).IndexOfAnyExcept(0UL);
        return step < 0 ? end : page + (ulong)step;
    }
}
