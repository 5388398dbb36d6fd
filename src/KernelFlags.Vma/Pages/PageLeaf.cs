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
}
