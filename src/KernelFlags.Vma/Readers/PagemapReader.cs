using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Readers;

/// <summary>What <c>/proc/PID/pagemap</c> tells, and its scan.</summary>
internal static class PagemapReader
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Reads pagemap: a word a page (proc_pid_pagemap(5)), the number of the page frame left 0, as it is for a reader without
        /// <c>CAP_SYS_ADMIN</c>.</summary>
        public void ReadPagemap(ulong address, Span<ulong> words)
        {
            using var read = mm.LockToLook();
            words.Clear();
            var first = mm.Page(address);
            var end = first + (ulong)words.Length;
            for (var at = mm.Store.Seek(address); mm.Store.TryGet(at, out var vma) && mm.Page(vma.Start) < end; mm.Store.MoveNext(ref at))
            {
                var tellsSoftDirty = vma.Flags.TestAny(TFlags.SoftDirty);
                for (var page = Math.Max(first, mm.Page(vma.Start)); page < Math.Min(end, mm.Page(vma.End)); page++)
                {
                    var bits = mm.PagemapOf(vma, page, mm.Pages.Table.GetLocked(page)) | (tellsSoftDirty ? PagemapBits.SoftDirty : 0);
                    words[(int)(page - first)] = (ulong)bits;
                }
            }
        }

        private PagemapBits PagemapOf(in VmaRecord<TFlags> vma, ulong page, PageEntry entry)
        {
            var bits = entry.IsUffdProtected ? PagemapBits.UffdWriteProtected : 0;
            return bits | entry.Kind switch
            {
                PageKind.None => 0,
                PageKind.Guard => PagemapBits.Swapped | (mm.Has(KernelCapability.GuardPagemap) ? PagemapBits.Guard : 0),
                PageKind.UffdMarker => PagemapBits.Swapped,
                PageKind.Zero => PagemapBits.Present,
                PageKind.File => PagemapBits.Present | PagemapBits.File | Exclusively(mm.MappingsOf(mm.Areas.View(vma), page, entry)),
                _ => PagemapBits.Present | Exclusively(mm.MappingsOf(mm.Areas.View(vma), page, entry)),
            };
        }

        /// <summary>How many entries map a page, in all address spaces.</summary>
        public int MappingsOf(in Vma<TFlags> vma, ulong page, PageEntry entry) => entry.Kind == PageKind.Anon
            ? mm.Pages.Anon.MapCount(entry.Page)
            : vma.File?.Pages.MapCount(mm.Pages.FileIndex(vma, page)) ?? 0;

        /// <summary>The ranges of pages that a guard marker stands in (pagemap bit 58, <c>PAGE_IS_GUARD</c>).</summary>
        public IReadOnlyList<AddressRange> GuardRanges() => mm.AllPages().Guard;

        /// <summary>The ranges of pages that are present (pagemap bit 63).</summary>
        public IReadOnlyList<AddressRange> PresentRanges() => mm.AllPages().Present;

        /// <summary>The ranges of pages that a userfaultfd write-protects, present or not (pagemap bit 57).</summary>
        public IReadOnlyList<AddressRange> UffdWriteProtectedRanges() => mm.AllPages().UffdWriteProtected;

        /// <summary>Finds the pages of a range that hold something, in one walk through the page tables.</summary>
        public void FindPages(ulong start, ulong end, PageRanges found)
        {
            ArgumentNullException.ThrowIfNull(found);
            found.Clear();
            using var read = mm.LockToLook();
            for (var walk = mm.Pages.Table.Range(mm.Page(start), mm.Page(end)); walk.MoveNext();)
            {
                if (walk.Leaf is not { IsUniform: false } leaf)
                {
                    found.Add(walk.Leaf?[0] ?? walk.Huge, walk.First << mm.PageShift, walk.End << mm.PageShift);
                    continue;
                }

                for (var page = leaf.NextUsed(walk.First, walk.End); page < walk.End; page = leaf.NextUsed(page + 1, walk.End))
                {
                    found.Add(leaf[PageTable.IndexInLeaf(page)], page << mm.PageShift, (page + 1) << mm.PageShift);
                }
            }
        }

        private PageRanges AllPages()
        {
            var found = new PageRanges();
            mm.FindPages(0, ulong.MaxValue, found);
            return found;
        }

        /// <summary>
        /// Finds pages by what they are (<c>PAGEMAP_SCAN</c> of ioctl(2) on pagemap; the kernel's <c>admin-guide/mm/pagemap</c>): the ranges
        /// within VMAs of which each page matches, in order, a range for each stretch of equal categories.
        /// </summary>
        public IReadOnlyList<PageRegion> ScanPages(ulong start, ulong end, PageScan scan)
        {
            using var read = mm.LockToLook();
            var regions = new List<PageRegion>();
            var walk = mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var common = mm.IsWriteProtectedUnasked(vma) ? PageCategories.WriteProtectAllowed : 0;
                if (!scan.MayMatchVma(common))
                {
                    continue;
                }

                mm.ScanVma(mm.Page(walk.Start), mm.Page(walk.Stop), common, scan, regions);
            }

            return regions;
        }

        private void ScanVma(ulong first, ulong end, PageCategories common, PageScan scan, List<PageRegion> regions)
        {
            var next = first;
            for (var walk = mm.Pages.Table.Range(first, end, evenUnused: true); walk.MoveNext(); next = walk.End)
            {
                mm.AddRegion(regions, next, walk.First, common, scan);
                if (walk.Leaf is { IsUniform: true } all)
                {
                    mm.AddRegion(regions, walk.First, walk.End, common | mm.CategoriesOf(all[0]), scan);
                    continue;
                }

                for (var page = walk.First; page < walk.End; page++)
                {
                    var index = PageTable.IndexInLeaf(page);
                    var categories = walk.Leaf is { } leaf
                        ? mm.CategoriesOf(leaf[index])
                        : mm.CategoriesOf(walk.Huge.Small(index)) | PageCategories.Huge;
                    mm.AddRegion(regions, page, page + 1, common | categories, scan);
                }
            }

            mm.AddRegion(regions, next, end, common, scan);
        }

        /// <summary>An empty entry counts as written; where there is not even a page table, nothing is said.</summary>
        private PageCategories CategoriesOf(PageEntry entry)
        {
            var written = entry.IsUffdProtected ? 0 : PageCategories.Written;
            return written | entry.Kind switch
            {
                PageKind.None => 0,
                PageKind.Guard => PageCategories.Swapped | (mm.Has(KernelCapability.GuardPagemap) ? PageCategories.Guard : 0),
                PageKind.UffdMarker => PageCategories.Swapped,
                PageKind.Zero => PageCategories.Present | PageCategories.ZeroPage,
                PageKind.File => PageCategories.Present | PageCategories.File,
                _ => PageCategories.Present,
            };
        }

        private void AddRegion(List<PageRegion> regions, ulong first, ulong end, PageCategories categories, PageScan scan)
        {
            if (first >= end || !scan.Matches(categories))
            {
                return;
            }

            var shown = categories & scan.Return;
            var start = first << mm.PageShift;
            if (regions.Count > 0 && regions[^1].End == start && regions[^1].Categories == shown)
            {
                start = regions[^1].Start;
                regions.RemoveAt(regions.Count - 1);
            }

            regions.Add(new(start, end << mm.PageShift, shown));
        }

        /// <summary>Whether writes to protected pages are let through and noted, on every page of the VMA (<c>UFFD_FEATURE_WP_ASYNC</c>).</summary>
        private bool IsWriteProtectedUnasked(in VmaRecord<TFlags> vma) =>
            vma.Flags.TestAny(TFlags.UffdWriteProtect)
            && mm.AttributesOf(vma).Uffd is { Features: var features }
            && (features & UffdFeatures.WpAsync) != 0
            && (!mm.IsAnonymous(vma) || (features & UffdFeatures.WpUnpopulated) != 0);
    }

    private static PagemapBits Exclusively(int mappings) => mappings == 1 ? PagemapBits.MappedOnce : 0;
}
