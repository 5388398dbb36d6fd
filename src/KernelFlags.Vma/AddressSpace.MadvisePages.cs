using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>madvise(2): the advice that acts on pages.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private SyscallResult WillNeed(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        var file = _attributes[vma.Attributes].File;
        if (file is null)
        {
            return _capabilities.Has(KernelCapability.Swap) ? Errno.None : Errno.EBADF;
        }

        if (file.Kind == FileKind.Regular)
        {
            using var locked = LockFile(vma);
            file.Pages.AddRange(FileIndex(vma, Page(start)), FileIndex(vma, Page(end)));
        }

        return SyscallResult.Success();
    }

    private SyscallResult DropPages(in VmaRecord<TFlags> vma, ulong start, ulong end, Advice advice)
    {
        var forbidden = advice == Advice.DontNeedLocked ? TFlags.PfnMap : TFlags.PfnMap | TFlags.Locked;
        if (vma.Flags.TestAny(forbidden))
        {
            return Errno.EINVAL;
        }

        if (advice == Advice.Free)
        {
            if (!IsAnonymous(vma))
            {
                return Errno.EINVAL;
            }

            AgeAnonPages(vma, start, end);
            return SyscallResult.Success();
        }

        ZapRange(vma, start, end, Zap.None);
        if (_capabilities.Has(KernelCapability.PageTableReclaim))
        {
            var first = PageTable.LeafStart(Page(start) + PageTable.LeafPages - 1);
            _pages.DropLeaves(first, PageTable.LeafStart(Page(end)), onlyUnused: true);
        }

        return SyscallResult.Success();
    }

    private SyscallResult RemovePages(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (vma.Flags.TestAny(TFlags.Locked))
        {
            return Errno.EINVAL;
        }

        var file = _attributes[vma.Attributes].File;
        if (file is null)
        {
            return Errno.EINVAL;
        }

        if (!vma.Flags.TestAll(TFlags.Shared | TFlags.MayWrite))
        {
            return Errno.EACCES;
        }

        using var locked = LockFile(vma);
        file.Pages.Remove(FileIndex(vma, Page(start)), FileIndex(vma, Page(end)));
        return SyscallResult.Success();
    }

    /// <summary>Marks pages as old; nothing is reclaimed here, but huge pages of which a part is meant are split.</summary>
    private SyscallResult AgePages(in VmaRecord<TFlags> vma, ulong start, ulong end, Advice advice)
    {
        if (vma.Flags.TestAny(TFlags.Locked | TFlags.PfnMap | TFlags.HugeTlb))
        {
            return Errno.EINVAL;
        }

        AgeAnonPages(vma, start, end);
        AgeFilePages(vma, start, end, reclaim: advice == Advice.PageOut);

        return SyscallResult.Success();
    }

    /// <summary>Splits the folios of anonymous memory of which only a part is meant, unless others map them too.</summary>
    private void AgeAnonPages(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        List<(ulong Page, int Folio)>? across = null;
        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)
        {
            if (!walk.Huge.IsNone)
            {
                if (walk.Huge.Kind == PageKind.Anon && !walk.IsWhole && !IsShared(PageTable.LeafStart(walk.First), walk.Huge.Page))
                {
                    SplitHuge(vma, walk.First);
                    SplitFolio(vma, walk.First, walk.Huge.Page);
                }

                continue;
            }

            for (var page = walk.First; page < walk.End && !walk.Leaf!.IsUniform; page++)
            {
                var entry = walk.Leaf[PageTable.IndexInLeaf(page)];
                if (entry.Kind != PageKind.Anon || !_machine.AnonPages.IsInFolio(entry.Page, out var folio))
                {
                    continue;
                }

                var batch = 1UL;
                while (page + batch < walk.End && walk.Leaf[PageTable.IndexInLeaf(page + batch)] is { Kind: PageKind.Anon } next
                    && next.Page == entry.Page + (int)batch && next.Page - folio < PageTable.LeafPages)
                {
                    batch++;
                }

                var first = page - (ulong)(entry.Page - folio);
                if (batch < PageTable.LeafPages && !IsShared(first, folio))
                {
                    SplitFolio(vma, page, folio);
                    var other = PageTable.LeafStart(first) == PageTable.LeafStart(page) ? first + PageTable.LeafPages - 1 : first;
                    (across ??= []).Add((other, folio));
                }
                else
                {
                    page += batch - 1;
                }
            }
        }

        // The other page table of a folio that lies across a border is locked when none is any more: a walk from there may want this one.
        foreach (var (page, folio) in across ?? [])
        {
            if (_pages.TryLock(page, out var locked))
            {
                DropZeroPages(vma, page, folio);
                locked.Dispose();
            }
        }
    }

    /// <summary>
    /// Whether a folio has mappings beside those from where it lies, which may be across the border of two page tables. The one that is not
    /// locked is looked at all the same: as in the kernel, the answer is an estimate while others map and unmap.
    /// </summary>
    private bool IsShared(ulong first, int folio)
    {
        var last = first + PageTable.LeafPages - 1;
        var count = CountInLeaf(first, folio) + (PageTable.LeafStart(first) == PageTable.LeafStart(last) ? 0 : CountInLeaf(last, folio));
        return _machine.AnonPages.FolioMapCount(folio) > count;
    }

    private int CountInLeaf(ulong page, int folio)
    {
        if (!_pages.TryGetLeaf(page, out var leaf))
        {
            return _pages.Huge(page) is { Kind: PageKind.Anon } huge && huge.Page == folio ? PageTable.LeafPages : 0;
        }

        var count = 0;
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            count += leaf[i].Kind == PageKind.Anon && (leaf[i].Page & -PageTable.LeafPages) == folio ? 1 : 0;
        }

        return count;
    }

    /// <summary>Splits a folio into single pages; of these, those that are all zeros give way to the zero page.</summary>
    private void SplitFolio(in VmaRecord<TFlags> vma, ulong page, int folio)
    {
        _machine.AnonPages.SplitFolio(folio);
        DropZeroPages(vma, page, folio);
    }

    /// <summary>Maps the zero page in place of the pages that are all zeros of a folio that was split, in one page table, which is locked.</summary>
    private void DropZeroPages(in VmaRecord<TFlags> vma, ulong page, int folio)
    {
        if (!_pages.TryGetLeaf(page, out var leaf)
            || vma.Flags.TestAny(TFlags.Locked)
            || !_machine.ZeroPage
            || !_capabilities.Has(KernelCapability.SplitDropsZeroPages))
        {
            return;
        }

        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            var entry = leaf[i];
            if (entry.Kind == PageKind.Anon
                && (entry.Page & -PageTable.LeafPages) == folio
                && !_machine.AnonPages.HasData(entry.Page))
            {
                _machine.AnonPages.Unmap(entry.Page);
                leaf[i] = PageEntry.Of(PageKind.Zero).UffdProtected(entry.IsUffdProtected);
            }
        }
    }

    /// <summary>
    /// Ages the pages of a file that this address space alone maps: a large folio of which only a part is meant, or is mapped by the page
    /// table of its first page that is meant, is split, which unmaps all of it; what is mapped once is reclaimed if that was asked for.
    /// </summary>
    private void AgeFilePages(in VmaRecord<TFlags> vma, ulong start, ulong end, bool reclaim)
    {
        var cache = _attributes[vma.Attributes].File?.Pages;
        if (cache is null)
        {
            return;
        }

        using var locked = LockFile(vma);
        var mapped = 1UL;
        for (var page = _pages.NextUsed(Page(start), Page(end)); page < Page(end); page = _pages.NextUsed(page + mapped, Page(end)))
        {
            mapped = 1;
            if (_pages.Look(page).Kind != PageKind.File)
            {
                continue;
            }

            var index = FileIndex(vma, page);
            var (first, count) = cache.Folio(index);
            var stop = Math.Min(Page(end), PageTable.LeafStart(page) + PageTable.LeafPages);
            while (mapped < first + count - index && page + mapped < stop && _pages.Look(page + mapped).Kind == PageKind.File)
            {
                mapped++;
            }

            if (cache.IsMappedBesides(this, index))
            {
                continue;
            }

            if (mapped < count)
            {
                cache.TrySplitAll(index);
            }
            else if (reclaim && cache.IsMappedOnce(index))
            {
                cache.Reclaim(index);
            }
        }
    }
}
