using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>Page tables: taking pages away, changing access, splitting huge pages.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>How pages are taken away.</summary>
    [Flags]
    private enum Zap
    {
        /// <summary>Markers stay.</summary>
        None = 0,

        /// <summary>Guards and write-protect markers go too.</summary>
        DropMarkers = 1,

        /// <summary>Private copies of a file's pages stay.</summary>
        KeepCopies = 2,
    }

    /// <summary>The place in the file of a page, in pages.</summary>
    private ulong FileIndex(in VmaRecord<TFlags> vma, ulong page) => vma.PageOffset + page - Page(vma.Start);

    /// <summary>Whether the kernel's check for write protection holds: the mapping is registered for it and the entry protected.</summary>
    private static bool IsUffdProtected(in VmaRecord<TFlags> vma, PageEntry entry) =>
        entry.IsUffdProtected && vma.Flags.TestAny(TFlags.UffdWriteProtect);

    private void ClearRange(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (!_pages.IsEmpty)
        {
            ZapRange(vma, start, end, Zap.DropMarkers);
        }
    }

    private void ZapRange(in VmaRecord<TFlags> vma, ulong start, ulong end, Zap how)
    {
        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)
        {
            ZapLocked(vma, walk.First, walk.End, how);
        }
    }

    /// <summary>Takes pages away of which the one page table is locked.</summary>
    private void ZapLocked(in VmaRecord<TFlags> vma, ulong first, ulong end, Zap how)
    {
        var huge = _pages.Huge(first);
        if (!huge.IsNone)
        {
            if (end - first == PageTable.LeafPages)
            {
                ZapHuge(vma, first, huge, how);
                return;
            }

            SplitHuge(vma, first);
        }

        if (!_pages.TryGetLeaf(first, out var leaf))
        {
            return;
        }

        if (leaf.IsUniform && end - first == PageTable.LeafPages)
        {
            leaf.Fill(Zapped(vma, first, leaf[0], how));
            return;
        }

        for (var page = leaf.NextUsed(first, end); page < end; page = leaf.NextUsed(page + 1, end))
        {
            var index = PageTable.IndexInLeaf(page);
            leaf[index] = Zapped(vma, page, leaf[index], how);
        }
    }

    /// <summary>Takes a page away.</summary>
    /// <returns>What stands in the entry then.</returns>
    private PageEntry Zapped(in VmaRecord<TFlags> vma, ulong page, PageEntry entry, Zap how)
    {
        var dropMarkers = (how & Zap.DropMarkers) != 0;
        switch (entry.Kind)
        {
            case PageKind.Guard:
                return dropMarkers ? PageEntry.None : entry;
            case PageKind.UffdMarker:
                return dropMarkers || IsAnonymous(vma) ? PageEntry.None : entry;
            case PageKind.Anon when (how & Zap.KeepCopies) != 0:
                return entry;
            default:
                Release(vma, page, entry);
                return !dropMarkers && !IsAnonymous(vma) && IsUffdProtected(vma, entry) ? PageEntry.UffdMarker : PageEntry.None;
        }
    }

    private void ZapHuge(in VmaRecord<TFlags> vma, ulong page, PageEntry huge, Zap how)
    {
        if (huge.Kind == PageKind.Anon && (how & Zap.KeepCopies) != 0)
        {
            return;
        }

        _pages.SetHuge(page, PageEntry.None);
        ReleaseHuge(vma, page, huge);
    }

    private void ReleaseHuge(in VmaRecord<TFlags> vma, ulong page, PageEntry huge)
    {
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            Release(vma, page + (ulong)i, huge.Small(i));
        }
    }

    /// <summary>A mapping of a page less.</summary>
    private void Release(in VmaRecord<TFlags> vma, ulong page, PageEntry entry)
    {
        if (entry.Kind == PageKind.Anon)
        {
            _machine.AnonPages.Unmap(entry.Page);
        }
        else if (entry.Kind == PageKind.File)
        {
            _attributes[vma.Attributes].File!.Pages.CountMapping(FileIndex(vma, page), -1, this);
        }
    }

    /// <summary>Replaces a huge page by small ones. A huge page of a file is unmapped instead: its pages can be faulted in again.</summary>
    private void SplitHuge(in VmaRecord<TFlags> vma, ulong page)
    {
        var huge = _pages.Huge(page);
        var first = PageTable.LeafStart(page);
        _pages.SetHuge(first, PageEntry.None);
        if (huge.Kind == PageKind.File)
        {
            ReleaseHuge(vma, first, huge);
            return;
        }

        var leaf = _pages.GetLeaf(first);
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            leaf[i] = huge.Small(i);
        }
    }

    /// <summary>A VMA's border within a huge page splits it.</summary>
    private void SplitHugePagesAtBorders(ReadOnlySpan<VmaRecord<TFlags>> vmas)
    {
        foreach (ref readonly var vma in vmas)
        {
            SplitHugeAt(vma, vma.Start);
            SplitHugeAt(vma, vma.End);
        }
    }

    private void SplitHugeAt(in VmaRecord<TFlags> vma, ulong address)
    {
        var page = Page(address);
        if (PageTable.IndexInLeaf(page) == 0)
        {
            return;
        }

        if (_pages.TryLock(page, out var locked))
        {
            if (!_pages.Huge(page).IsNone)
            {
                SplitHuge(vma, page);
            }

            locked.Dispose();
        }
    }

    /// <summary>Drops the page tables that no VMA has a part of any more.</summary>
    private void DropPageTables(ulong start, ulong end)
    {
        var at = _vmas.Seek(start);
        var above = _vmas.TryGet(at, out var next) ? Page(next.Start) : ulong.MaxValue;
        var below = _vmas.MovePrevious(ref at) && _vmas.TryGet(at, out var previous) ? Page(previous.End) : 0;
        var floor = Math.Max(PageTable.LeafStart(Page(start)), PageTable.LeafStart(below + PageTable.LeafPages - 1));
        var ceiling = Math.Min(PageTable.LeafStart(Page(end) + PageTable.LeafPages - 1), PageTable.LeafStart(above));
        _pages.DropMiddles(below, above);
        if (floor < ceiling)
        {
            _pages.DropLeaves(floor, ceiling);
        }
    }

    /// <summary>Lets entries follow a change of access.</summary>
    private void ProtectPages(in VmaRecord<TFlags> vma, ulong start, ulong stop)
    {
        var mayWrite = vma.Flags.TestAny(TFlags.Write);
        for (var walk = _pages.Range(Page(start), Page(stop)); walk.MoveNext();)
        {
            var leaf = walk.Leaf;
            if (!walk.Huge.IsNone)
            {
                if (walk.IsWhole)
                {
                    _pages.SetHuge(walk.First, Protected(vma, walk.Huge, mayWrite));
                    continue;
                }

                SplitHuge(vma, walk.First);
                if (!_pages.TryGetLeaf(walk.First, out leaf))
                {
                    continue;
                }
            }

            // Markers are the same whatever the access.
            var end = leaf!.IsUniform ? walk.First : walk.End;
            for (var page = leaf.NextUsed(walk.First, end); page < end; page = leaf.NextUsed(page + 1, end))
            {
                var index = PageTable.IndexInLeaf(page);
                var entry = leaf[index];
                if (entry.IsPresent)
                {
                    leaf[index] = Protected(vma, entry, mayWrite);
                }
            }
        }
    }

    /// <summary>An entry after a change of access: a page that belongs to the mapping alone becomes writable at once.</summary>
    private PageEntry Protected(in VmaRecord<TFlags> vma, PageEntry entry, bool mayWrite) => entry.Kind switch
    {
        PageKind.Anon => entry.Writable(mayWrite && !IsUffdProtected(vma, entry) && _machine.AnonPages.IsExclusive(entry.Page)),
        PageKind.File => entry.Writable(mayWrite && entry.IsDirty && vma.Flags.TestAny(TFlags.Shared) && !IsUffdProtected(vma, entry)),
        _ => entry,
    };
}
