using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>What <c>/proc/PID/pagemap</c> tells, and its scan.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Reads pagemap: a word a page (proc_pid_pagemap(5)), the number of the page frame left 0, as it is for a reader without
    /// <c>CAP_SYS_ADMIN</c>.</summary>
    /// <param name="address">Where to start, in bytes; rounded down to a page.</param>
    /// <param name="words">The words; as many pages are looked at.</param>
    public void ReadPagemap(ulong address, Span<ulong> words)
    {
        using var read = LockToLook();
        words.Clear();
        var first = Page(address);
        var end = first + (ulong)words.Length;
        for (var at = _vmas.Seek(address); _vmas.TryGet(at, out var vma) && Page(vma.Start) < end; _vmas.MoveNext(ref at))
        {
            var tellsSoftDirty = vma.Flags.TestAny(TFlags.SoftDirty);
            for (var page = Math.Max(first, Page(vma.Start)); page < Math.Min(end, Page(vma.End)); page++)
            {
                var bits = PagemapOf(vma, page, _pages.Look(page)) | (tellsSoftDirty ? PagemapBits.SoftDirty : 0);
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
            PageKind.Guard => PagemapBits.Swapped | (_capabilities.Has(KernelCapability.GuardPagemap) ? PagemapBits.Guard : 0),
            PageKind.UffdMarker => PagemapBits.Swapped,
            PageKind.Zero => PagemapBits.Present,
            PageKind.File => PagemapBits.Present | PagemapBits.File | Exclusively(MappingsOf(View(vma), page, entry)),
            _ => PagemapBits.Present | Exclusively(MappingsOf(View(vma), page, entry)),
        };
    }

    private static PagemapBits Exclusively(int mappings) => mappings == 1 ? PagemapBits.MappedOnce : 0;

    /// <summary>How many entries map a page, in all address spaces.</summary>
    private int MappingsOf(in Vma<TFlags> vma, ulong page, PageEntry entry) => entry.Kind == PageKind.Anon
        ? _machine.AnonPages.MapCount(entry.Page)
        : vma.File?.Pages.MapCount(FileIndex(vma.Record, page)) ?? 0;

    /// <summary>The ranges of pages that a guard marker stands in (pagemap bit 58, <c>PAGE_IS_GUARD</c>).</summary>
    /// <returns>The ranges, in order.</returns>
    public IReadOnlyList<AddressRange> GuardRanges() => AllPages().Guard;

    /// <summary>The ranges of pages that are present (pagemap bit 63).</summary>
    /// <returns>The ranges, in order.</returns>
    public IReadOnlyList<AddressRange> PresentRanges() => AllPages().Present;

    /// <summary>The ranges of pages that a userfaultfd write-protects, present or not (pagemap bit 57).</summary>
    /// <returns>The ranges, in order.</returns>
    public IReadOnlyList<AddressRange> UffdWriteProtectedRanges() => AllPages().UffdWriteProtected;

    /// <summary>Finds the pages of a range that hold something, in one walk through the page tables.</summary>
    /// <param name="start">The first byte, at a page's start.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="found">What gets the pages; what it held before is forgotten.</param>
    public void FindPages(ulong start, ulong end, PageRanges found)
    {
        ArgumentNullException.ThrowIfNull(found);
        found.Clear();
        using var read = LockToLook();
        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)
        {
            if (walk.Leaf is not { IsUniform: false } leaf)
            {
                found.Add(walk.Leaf?[0] ?? walk.Huge, walk.First << _pageShift, walk.End << _pageShift);
                continue;
            }

            for (var page = leaf.NextUsed(walk.First, walk.End); page < walk.End; page = leaf.NextUsed(page + 1, walk.End))
            {
                found.Add(leaf[PageTable.IndexInLeaf(page)], page << _pageShift, (page + 1) << _pageShift);
            }
        }
    }

    private PageRanges AllPages()
    {
        var found = new PageRanges();
        FindPages(0, ulong.MaxValue, found);
        return found;
    }

    /// <summary>
    /// Finds pages by what they are (<c>PAGEMAP_SCAN</c> of ioctl(2) on pagemap; the kernel's <c>admin-guide/mm/pagemap</c>): the ranges
    /// within VMAs of which each page matches, in order, a range for each stretch of equal categories.
    /// </summary>
    /// <param name="start">The first byte, at a page's start.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="scan">What is looked for.</param>
    /// <returns>The ranges.</returns>
    public IReadOnlyList<PageRegion> ScanPages(ulong start, ulong end, PageScan scan)
    {
        using var read = LockToLook();
        var regions = new List<PageRegion>();
        for (var at = _vmas.Seek(start); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            var common = IsWriteProtectedUnasked(vma) ? PageCategories.WriteProtectAllowed : 0;
            if (!scan.MayMatchVma(common))
            {
                continue;
            }

            ScanVma(vma, Page(Math.Max(start, vma.Start)), Page(Math.Min(end, vma.End)), common, scan, regions);
        }

        return regions;
    }

    private void ScanVma(in VmaRecord<TFlags> vma, ulong first, ulong end, PageCategories common, PageScan scan, List<PageRegion> regions)
    {
        var next = first;
        for (var walk = _pages.Range(first, end, evenUnused: true); walk.MoveNext(); next = walk.End)
        {
            AddRegion(regions, next, walk.First, common, scan);
            if (walk.Leaf is { IsUniform: true } all)
            {
                AddRegion(regions, walk.First, walk.End, common | CategoriesOf(all[0]), scan);
                continue;
            }

            for (var page = walk.First; page < walk.End; page++)
            {
                var index = PageTable.IndexInLeaf(page);
                var categories = walk.Leaf is { } leaf
                    ? CategoriesOf(leaf[index])
                    : CategoriesOf(walk.Huge.Small(index)) | PageCategories.Huge;
                AddRegion(regions, page, page + 1, common | categories, scan);
            }
        }

        AddRegion(regions, next, end, common, scan);
    }

    /// <summary>An empty entry counts as written; where there is not even a page table, nothing is said.</summary>
    private PageCategories CategoriesOf(PageEntry entry)
    {
        var written = entry.IsUffdProtected ? 0 : PageCategories.Written;
        return written | entry.Kind switch
        {
            PageKind.None => 0,
            PageKind.Guard => PageCategories.Swapped | (_capabilities.Has(KernelCapability.GuardPagemap) ? PageCategories.Guard : 0),
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
        var start = first << _pageShift;
        if (regions.Count > 0 && regions[^1].End == start && regions[^1].Categories == shown)
        {
            start = regions[^1].Start;
            regions.RemoveAt(regions.Count - 1);
        }

        regions.Add(new(start, end << _pageShift, shown));
    }

    /// <summary>Whether writes to protected pages are let through and noted, on every page of the VMA (<c>UFFD_FEATURE_WP_ASYNC</c>).</summary>
    private bool IsWriteProtectedUnasked(in VmaRecord<TFlags> vma) =>
        vma.Flags.TestAny(TFlags.UffdWriteProtect)
        && _attributes[vma.Attributes].Uffd is { Features: var features }
        && (features & UffdFeatures.WpAsync) != 0
        && (!IsAnonymous(vma) || (features & UffdFeatures.WpUnpopulated) != 0);
}
