using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Taking pages away, and splitting huge pages.</summary>
internal static class Zapping
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        public void ClearRange(in Vma<TFlags> vma, ulong start, ulong end)
        {
            if (!pages.Table.IsEmpty)
            {
                pages.ZapRange(vma, start, end, ZapMode.DropMarkers);
            }
        }

        public void ZapRange(in Vma<TFlags> vma, ulong start, ulong end, ZapMode how)
        {
            for (var walk = pages.Table.Range(pages.Page(start), pages.Page(end)); walk.MoveNext();)
            {
                pages.ZapTableLocked(vma, walk.First, walk.End, how);
            }
        }

        /// <summary>Takes pages away of which the one page table is locked.</summary>
        public void ZapTableLocked(in Vma<TFlags> vma, ulong first, ulong end, ZapMode how)
        {
            var huge = pages.Table.Huge(first);
            if (!huge.IsNone)
            {
                if (end - first == PageTable.LeafPages)
                {
                    pages.ZapHugeTableLocked(vma, first, huge, how);
                    return;
                }

                pages.SplitHugeTableLocked(vma, first);
            }

            if (!pages.Table.TryGetLeaf(first, out var leaf))
            {
                return;
            }

            if (leaf.IsUniform && end - first == PageTable.LeafPages)
            {
                leaf.Fill(pages.ZappedTableLocked(vma, first, leaf[0], how));
                return;
            }

            for (var page = leaf.NextUsed(first, end); page < end; page = leaf.NextUsed(page + 1, end))
            {
                var index = PageTable.IndexInLeaf(page);
                leaf[index] = pages.ZappedTableLocked(vma, page, leaf[index], how);
            }
        }

        /// <summary>Takes a page away.</summary>
        /// <returns>What stands in the entry then.</returns>
        private PageEntry ZappedTableLocked(in Vma<TFlags> vma, ulong page, PageEntry entry, ZapMode how)
        {
            var dropMarkers = (how & ZapMode.DropMarkers) != 0;
            switch (entry.Kind)
            {
                case PageKind.Guard:
                    return dropMarkers ? PageEntry.None : entry;
                case PageKind.UffdMarker:
                    return dropMarkers || vma.IsAnonymous ? PageEntry.None : entry;
                case PageKind.Anon when (how & ZapMode.KeepCopies) != 0:
                    return entry;
                default:
                    pages.ReleaseTableLocked(vma, page, entry);
                    return !dropMarkers && !vma.IsAnonymous && Protecting.IsUffdProtected(vma, entry) ? PageEntry.UffdMarker : PageEntry.None;
            }
        }

        private void ZapHugeTableLocked(in Vma<TFlags> vma, ulong page, PageEntry huge, ZapMode how)
        {
            if (huge.Kind == PageKind.Anon && (how & ZapMode.KeepCopies) != 0)
            {
                return;
            }

            pages.Table.SetHuge(page, PageEntry.None);
            pages.ReleaseHugeTableLocked(vma, page, huge);
        }

        private void ReleaseHugeTableLocked(in Vma<TFlags> vma, ulong page, PageEntry huge)
        {
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                pages.ReleaseTableLocked(vma, page + (ulong)i, huge.Small(i));
            }
        }

        /// <summary>A mapping of a page less.</summary>
        public void ReleaseTableLocked(in Vma<TFlags> vma, ulong page, PageEntry entry)
        {
            if (entry.Kind == PageKind.Anon)
            {
                pages.Anon.Unmap(entry.Page);
            }
            else if (entry.Kind == PageKind.File)
            {
                vma.File!.Pages.CountMapping(pages.FileIndex(vma, page), -1, pages.Mapper);
            }
        }

        /// <summary>Replaces a huge page by small ones. A huge page of a file is unmapped instead: its pages can be faulted in again.</summary>
        public void SplitHugeTableLocked(in Vma<TFlags> vma, ulong page)
        {
            var huge = pages.Table.Huge(page);
            var first = PageTable.LeafStart(page);
            pages.Table.SetHuge(first, PageEntry.None);
            if (huge.Kind == PageKind.File)
            {
                pages.ReleaseHugeTableLocked(vma, first, huge);
                return;
            }

            var leaf = pages.Table.GetLeaf(first);
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                leaf[i] = huge.Small(i);
            }
        }

        /// <summary>A VMA's border within a huge page splits it.</summary>
        public void SplitHugeAt(in Vma<TFlags> vma, ulong address)
        {
            var page = pages.Page(address);
            if (PageTable.IndexInLeaf(page) == 0)
            {
                return;
            }

            if (pages.Table.TryLock(page, out var locked))
            {
                if (!pages.Table.Huge(page).IsNone)
                {
                    pages.SplitHugeTableLocked(vma, page);
                }

                locked.Dispose();
            }
        }

        /// <summary>Drops the page tables that no VMA has a part of any more.</summary>
        /// <param name="start">The first byte of what was unmapped.</param>
        /// <param name="end">The byte after the last one.</param>
        /// <param name="below">The page behind the VMA that lies below.</param>
        /// <param name="above">The first page of the VMA that lies above.</param>
        public void DropPageTables(ulong start, ulong end, ulong below, ulong above)
        {
            var floor = Math.Max(PageTable.LeafStart(pages.Page(start)), PageTable.LeafStart(below + PageTable.LeafPages - 1));
            var ceiling = Math.Min(PageTable.LeafStart(pages.Page(end) + PageTable.LeafPages - 1), PageTable.LeafStart(above));
            pages.Table.DropMiddles(below, above);
            if (floor < ceiling)
            {
                pages.Table.DropLeaves(floor, ceiling);
            }
        }

    }
}
