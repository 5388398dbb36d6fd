using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Aging pages, and splitting folios of which only a part is meant.</summary>
internal static class Aging
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Takes away page tables of a range that hold nothing any more.</summary>
        public void ReclaimPageTables(ulong start, ulong end)
        {
            var first = PageTable.LeafStart(pages.Page(start) + PageTable.LeafPages - 1);
            pages.Table.DropLeaves(first, PageTable.LeafStart(pages.Page(end)), onlyUnused: true);
        }

        /// <summary>Splits the folios of anonymous memory of which only a part is meant, unless others map them too.</summary>
        public void AgeAnonPages(in Vma<TFlags> vma, ulong start, ulong end)
        {
            List<(ulong Page, int Folio)>? across = null;
            for (var walk = pages.Table.Range(pages.Page(start), pages.Page(end)); walk.MoveNext();)
            {
                if (!walk.Huge.IsNone)
                {
                    if (walk.Huge.Kind == PageKind.Anon && !walk.IsWhole && !pages.IsShared(PageTable.LeafStart(walk.First), walk.Huge.Page))
                    {
                        pages.SplitHugeTableLocked(vma, walk.First);
                        pages.SplitFolioTableLocked(vma, walk.First, walk.Huge.Page);
                    }

                    continue;
                }

                for (var page = walk.First; page < walk.End && !walk.Leaf!.IsUniform; page++)
                {
                    var entry = walk.Leaf[PageTable.IndexInLeaf(page)];
                    if (entry.Kind != PageKind.Anon || !pages.Anon.IsInFolio(entry.Page, out var folio))
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
                    if (batch < PageTable.LeafPages && !pages.IsShared(first, folio))
                    {
                        pages.SplitFolioTableLocked(vma, page, folio);
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
                if (pages.Table.TryLock(page, out var locked))
                {
                    pages.DropZeroPagesTableLocked(vma, page, folio);
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
            var count = pages.CountInLeaf(first, folio) + (PageTable.LeafStart(first) == PageTable.LeafStart(last) ? 0 : pages.CountInLeaf(last, folio));
            return pages.Anon.FolioMapCount(folio) > count;
        }

        private int CountInLeaf(ulong page, int folio)
        {
            if (!pages.Table.TryGetLeaf(page, out var leaf))
            {
                return pages.Table.Huge(page) is { Kind: PageKind.Anon } huge && huge.Page == folio ? PageTable.LeafPages : 0;
            }

            var count = 0;
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                count += leaf[i].Kind == PageKind.Anon && (leaf[i].Page & -PageTable.LeafPages) == folio ? 1 : 0;
            }

            return count;
        }

        /// <summary>Splits a folio into single pages; of these, those that are all zeros give way to the zero page.</summary>
        private void SplitFolioTableLocked(in Vma<TFlags> vma, ulong page, int folio)
        {
            pages.Anon.SplitFolio(folio);
            pages.DropZeroPagesTableLocked(vma, page, folio);
        }

        /// <summary>Maps the zero page in place of the pages that are all zeros of a folio that was split, in one page table, which is locked.</summary>
        private void DropZeroPagesTableLocked(in Vma<TFlags> vma, ulong page, int folio)
        {
            if (!pages.Table.TryGetLeaf(page, out var leaf)
                || vma.Flags.TestAny(TFlags.Locked)
                || !pages.Machine.ZeroPage
                || !pages.Has(KernelCapability.SplitDropsZeroPages))
            {
                return;
            }

            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                var entry = leaf[i];
                if (entry.Kind == PageKind.Anon
                    && (entry.Page & -PageTable.LeafPages) == folio
                    && !pages.Anon.HasData(entry.Page))
                {
                    pages.Anon.Unmap(entry.Page);
                    leaf[i] = PageEntry.Of(PageKind.Zero).UffdProtected(entry.IsUffdProtected);
                }
            }
        }

        /// <summary>
        /// Ages the pages of a file that this address space alone maps: a large folio of which only a part is meant, or is mapped by the page
        /// table of its first page that is meant, is split, which unmaps all of it; what is mapped once is reclaimed if that was asked for.
        /// </summary>
        public void AgeFilePages(in Vma<TFlags> vma, ulong start, ulong end, bool reclaim)
        {
            var cache = vma.File?.Pages;
            if (cache is null)
            {
                return;
            }

            using var locked = PageCacheLock<TSync>.Of(vma.File);
            var mapped = 1UL;
            for (var page = pages.Table.NextUsed(pages.Page(start), pages.Page(end)); page < pages.Page(end); page = pages.Table.NextUsed(page + mapped, pages.Page(end)))
            {
                mapped = 1;
                if (pages.Table.GetLocked(page).Kind != PageKind.File)
                {
                    continue;
                }

                var index = pages.FileIndex(vma, page);
                var (first, count) = cache.Folio(index);
                var stop = Math.Min(pages.Page(end), PageTable.LeafStart(page) + PageTable.LeafPages);
                while (mapped < first + count - index && page + mapped < stop && pages.Table.GetLocked(page + mapped).Kind == PageKind.File)
                {
                    mapped++;
                }

                if (cache.IsMappedBesides(pages.Mapper, index))
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
}
