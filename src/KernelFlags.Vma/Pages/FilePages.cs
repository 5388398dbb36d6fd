using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Mapping pages of a file, and those around that come with them.</summary>
internal static class FilePages
{
    private const ulong FaultAroundPages = 16;

    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Maps all pages of the folio of a page, where it lies within the mapping and the page table and none is mapped yet.</summary>
        public bool TryMapWholeFolioTableLocked(in Vma<TFlags> vma, ulong page, PageCache cache)
        {
            if (vma.Flags.TestAny(TFlags.UserfaultfdMask)
                || (cache.Kind == FileKind.Regular && !pages.Has(KernelCapability.FaultMapsWholeFolios))
                || !pages.TryPlaceFolio(vma, page, cache, out var first, out var count)
                || (cache.Kind == FileKind.Regular && pages.FileIndex(vma, first) + count > cache.PageCount))
            {
                return false;
            }

            for (var near = first; near < first + count; near++)
            {
                if (!pages.Table.Get(near).IsNone)
                {
                    return false;
                }
            }

            for (var near = first; near < first + count; near++)
            {
                pages.MapFilePageTableLocked(vma, near, cache, isProtected: false);
            }

            return true;
        }

        /// <summary>Where the folio of a page lies, if it is large and wholly within the mapping and one page table.</summary>
        private bool TryPlaceFolio(in Vma<TFlags> vma, ulong page, PageCache cache, out ulong first, out ulong count)
        {
            var index = pages.FileIndex(vma, page);
            (var start, count) = cache.Folio(index);
            first = page - (index - start);
            return count > 1
                && index - start <= page - pages.Page(vma.Start)
                && first + count <= pages.Page(vma.End)
                && PageTable.LeafStart(first) == PageTable.LeafStart(first + count - 1);
        }

        /// <summary>Maps the pages around a read fault that are in the page cache: 16 of them, within the mapping and the page table.</summary>
        /// <returns>Whether the page itself was among them.</returns>
        public bool MapAroundTableLocked(in Vma<TFlags> vma, ulong page, PageCache cache)
        {
            if (vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.UffdMinor))
            {
                return false;
            }

            var inLeaf = (ulong)PageTable.IndexInLeaf(page);
            var inVma = page - pages.Page(vma.Start);
            var from = Math.Max(inLeaf & ~(FaultAroundPages - 1), inLeaf - Math.Min(inLeaf, inVma));
            var to = Math.Min(Math.Min(from + FaultAroundPages, PageTable.LeafPages), inLeaf + pages.Page(vma.End) - page);
            var first = page - inLeaf + from;
            var end = page - inLeaf + to;
            for (var near = first; near < end; near++)
            {
                if (!cache.IsCached(pages.FileIndex(vma, near)))
                {
                    continue;
                }

                // A folio that ends with the file can't be huge: a page table is not made for it here either, and nothing mapped without one.
                if (pages.EndsWithFile(vma, near, cache) && !pages.Table.TryGetLeaf(page, out _))
                {
                    return false;
                }

                if (pages.TryMapHugeTableLocked(vma, near, cache))
                {
                    return true;
                }

                near = pages.MapFolioTableLocked(vma, near, end, cache);
            }

            return pages.Table.Get(page).IsPresent;
        }

        private bool EndsWithFile(in Vma<TFlags> vma, ulong page, PageCache cache)
        {
            if (cache.Kind != FileKind.Regular || pages.Has(KernelCapability.FaultAroundToFileEnd))
            {
                return false;
            }

            var (first, count) = cache.Folio(pages.FileIndex(vma, page));
            return first + count >= cache.PageCount;
        }

        /// <summary>Maps what of a folio is to be mapped around a fault: on newer kernels all of it where that fits, else what is near.</summary>
        /// <returns>The last page that was looked at.</returns>
        private ulong MapFolioTableLocked(in Vma<TFlags> vma, ulong near, ulong end, PageCache cache)
        {
            var index = pages.FileIndex(vma, near);
            var (start, count) = cache.Folio(index);
            var last = Math.Min(end, near + count - (index - start)) - 1;
            var (first, stop) = (near, last + 1);
            if (pages.Has(KernelCapability.FaultMapsWholeFolios)
                && (cache.Kind != FileKind.Regular || start + count < cache.PageCount)
                && pages.TryPlaceFolio(vma, near, cache, out var whole, out count))
            {
                (first, stop) = (whole, whole + count);
            }

            for (var page = first; page < stop; page++)
            {
                if (pages.Table.Get(page).IsNone)
                {
                    pages.MapFilePageTableLocked(vma, page, cache, isProtected: false);
                }
            }

            return last;
        }

        public void MapFilePageTableLocked(in Vma<TFlags> vma, ulong page, PageCache cache, bool isProtected)
        {
            cache.CountMapping(pages.FileIndex(vma, page), 1, pages.Mapper);
            var writable = !isProtected && cache.Kind != FileKind.Regular && vma.Flags.TestAll(TFlags.Shared | TFlags.Write);
            pages.Table.Set(page, PageEntry.Of(PageKind.File).UffdProtected(isProtected).Writable(writable));
        }

        /// <summary>Maps a huge page of a file as one, where no page table is there yet and it fits.</summary>
        public bool TryMapHugeTableLocked(in Vma<TFlags> vma, ulong page, PageCache cache)
        {
            var index = pages.FileIndex(vma, page);
            if (!cache.IsHuge(index)
                || index % PageTable.LeafPages != page % PageTable.LeafPages
                || !pages.FitsHugePage(vma, page)
                || vma.Flags.TestAny(TFlags.NoHugePage)
                || pages.HugePagesDisabled
                || !pages.Table.Huge(page).IsNone
                || pages.Table.TryGetLeaf(page, out _))
            {
                return false;
            }

            var first = PageTable.LeafStart(page);
            for (var i = 0UL; i < PageTable.LeafPages; i++)
            {
                cache.CountMapping(index - (index % PageTable.LeafPages) + i, 1, pages.Mapper);
            }

            var writable = cache.Kind != FileKind.Regular && vma.Flags.TestAll(TFlags.Shared | TFlags.Write);
            pages.Table.SetHuge(first, PageEntry.Of(PageKind.File).Writable(writable));
            return true;
        }

        /// <summary>Whether a fault in anonymous memory gets a huge page: where it is wanted, fits, and no page table is there yet.</summary>
        public bool WantsHugePageTableLocked(in Vma<TFlags> vma, ulong page) =>
            pages.AllowsHugePages(vma, pages.Machine.TransparentHugePages)
            && pages.FitsHugePage(vma, page)
            && pages.Table.Huge(page).IsNone
            && !pages.Table.TryGetLeaf(page, out _);

        public bool AllowsHugePages(in Vma<TFlags> vma, HugePages setting) =>
            pages.Has(KernelCapability.TransparentHugepage)
            && !pages.HugePagesDisabled
            && !vma.Flags.TestAny(TFlags.NoHugePage)
            && (setting == HugePages.Always || (setting == HugePages.Madvise && vma.Flags.TestAny(TFlags.HugePage)));

        public bool FitsHugePage(in Vma<TFlags> vma, ulong page)
        {
            var first = PageTable.LeafStart(page);
            return first >= pages.Page(vma.Start) && first + PageTable.LeafPages <= pages.Page(vma.End);
        }

        /// <summary>A page of a file on disk that a shared mapping is about to write is dirty from then on.</summary>
        public void MarkWritten(in Vma<TFlags> vma, ulong page, PageEntry entry)
        {
            if (entry.Kind == PageKind.File && vma.Flags.TestAny(TFlags.Shared) && vma.File is { Kind: FileKind.Regular } file)
            {
                file.Pages.MarkDirty(pages.FileIndex(vma, page));
            }
        }

        /// <summary>Whether a page is not all zeros.</summary>
        public bool HasData(in Vma<TFlags> vma, ulong page, PageEntry entry) => entry.Kind switch
        {
            PageKind.Anon => pages.Anon.HasData(entry.Page),
            PageKind.File => !vma.File!.Pages.IsHole(pages.FileIndex(vma, page)),
            _ => false,
        };

        public bool TryOwnHuge(int first)
        {
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                if (!pages.Anon.TryOwn(first + i))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>What is written is not all zeros any more.</summary>
        public void NoteWriteTableLocked(in Vma<TFlags> vma, ulong page)
        {
            var entry = pages.Table.Get(page);
            if (entry.Kind == PageKind.Anon)
            {
                pages.Anon.Write(entry.Page);
            }
            else if (vma.File is { IsShmem: true } file && file.Pages.IsHole(pages.FileIndex(vma, page)))
            {
                file.Pages.MarkDirty(pages.FileIndex(vma, page));
            }
        }
    }
}
