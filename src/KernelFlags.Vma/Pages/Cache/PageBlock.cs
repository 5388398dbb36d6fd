using KernelFlags.Vma.Pages.Tables;

namespace KernelFlags.Vma.Pages.Cache;

/// <summary>What is known of the pages that one page table has entries for: their states, and how many mappings each has.</summary>
internal sealed class PageBlock
{
    private readonly PageState[] _states = new PageState[PageTable.LeafPages];
    private readonly int[] _mappings = new int[PageTable.LeafPages];

    public PageBlock(ulong key, PageState state)
    {
        Key = key;
        Array.Fill(_states, state);
    }

    /// <summary>The number of its first page, in blocks.</summary>
    public ulong Key { get; }

    public PageState this[ulong page]
    {
        get => _states[page % PageTable.LeafPages];
        set => _states[page % PageTable.LeafPages] = value;
    }

    public int MapCount(ulong page) => Volatile.Read(ref _mappings[page % PageTable.LeafPages]);

    public void CountMapping(ulong page, int change) => Interlocked.Add(ref _mappings[page % PageTable.LeafPages], change);
}
