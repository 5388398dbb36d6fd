namespace KernelFlags.Vma;

/// <content>
/// Merging and splitting by themselves, for tests: what the kernel's unit tests call, and no system call reaches without doing more.
/// </content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Puts a VMA where nothing is. It merges with nothing.</summary>
    internal VmaRecord<TFlags> Put(VmaRecord<TFlags> vma)
    {
        using var write = BeginWrite();
        return Commit(_vmas.Seek(vma.Start), 0, ref vma).IsNone ? throw new InvalidOperationException("The commit was made to fail.") : vma;
    }

    /// <summary>Gives a VMA other contents in its place.</summary>
    internal VmaRecord<TFlags> Put(ulong address, Func<VmaRecord<TFlags>, VmaRecord<TFlags>> change)
    {
        using var write = BeginWrite();
        var at = _vmas.Seek(address);
        _vmas.TryGet(at, out var vma);
        vma = change(vma);
        Replace(at, ref vma);
        return vma;
    }

    /// <summary>A new range: merged with what it touches, else a VMA of its own.</summary>
    internal bool TryMergeNew(VmaRecord<TFlags> proposed, out VmaRecord<TFlags> result)
    {
        using var write = BeginWrite();
        return Insert(_vmas.Seek(proposed.Start), proposed, kept: 0, out result);
    }

    /// <summary>A range within one VMA is given flags: merged with what it touches, else split off, even where nothing changes.</summary>
    internal Errno TryModify(ulong start, ulong end, TFlags flags, out VmaRecord<TFlags> result)
    {
        using var write = BeginWrite();
        var at = _vmas.Seek(start);
        return _vmas.TryGet(at, out result) ? TryModify(ref at, ref result, start, end, flags, result.Attributes) : Errno.EINVAL;
    }

    /// <summary>The VMA that contains an address, as it is stored.</summary>
    internal bool TryFindRecord(ulong address, out VmaRecord<TFlags> vma) => _vmas.TryFind(address, out vma);

    /// <summary>Whether there is any page table, be it empty.</summary>
    internal bool HasPageTables => !_pages.IsEmpty;

    /// <summary>How many attributes are kept.</summary>
    internal int AttributeCount => _attributes.Count;

    /// <summary>The number of attributes.</summary>
    internal int NumberOf(VmaAttributes attributes) => _attributes.Number(attributes);

    /// <summary>The entry of a page, whatever locks are held.</summary>
    internal Pages.PageEntry EntryAt(ulong address) => _pages.Get(Page(address));

    /// <summary>The pages whose entries hold something, whatever locks are held.</summary>
    internal IEnumerable<ulong> UsedPages() => _pages.UsedPages();
}
