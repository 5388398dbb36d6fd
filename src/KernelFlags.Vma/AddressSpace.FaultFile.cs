using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>Page faults in mappings of files, and the pages around that come with them.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private const ulong FaultAroundPages = 16;

    /// <summary>A page of a file's mapping that is not there.</summary>
    private Fault FileFault(ref VmaRecord<TFlags> vma, ulong page, PageEntry entry, bool write)
    {
        var cache = _attributes[vma.Attributes].File!.Pages;
        var index = FileIndex(vma, page);
        var isShared = vma.Flags.TestAny(TFlags.Shared);
        if (!write && MapAround(vma, page, cache))
        {
            return Fault.Done;
        }

        if (write && !isShared)
        {
            EnsureAnonVma(ref vma);
        }

        if (index >= cache.PageCount)
        {
            return Fault.Sigbus;
        }

        if (!cache.IsCached(index))
        {
            if (cache.Kind != FileKind.Regular && vma.Flags.TestAny(TFlags.UffdMissing))
            {
                return Fault.Sigbus;
            }

            cache.ReadIn(index, isRandom: vma.Flags.TestAny(TFlags.RandRead));
            if (cache.Kind == FileKind.Regular && !write && MapAround(vma, page, cache))
            {
                return Fault.Done;
            }
        }
        else if (cache.Kind != FileKind.Regular && vma.Flags.TestAny(TFlags.UffdMinor))
        {
            return Fault.Sigbus;
        }

        var isProtected = entry.IsUffdProtected && vma.Flags.TestAny(TFlags.UffdWriteProtect);
        if (write && !isShared)
        {
            var copy = PageEntry.Anon(_machine.AnonPages.Allocate(!cache.IsHole(index))).Dirty();
            _pages.Set(page, copy.UffdProtected(isProtected).Writable(!isProtected));
            return Fault.Done;
        }

        if (write && cache.Kind == FileKind.Regular)
        {
            cache.MarkDirty(index);
        }

        if (!TryMapHuge(vma, page, cache) && !TryMapWholeFolio(vma, page, cache))
        {
            MapFilePage(vma, page, cache, isProtected);
        }

        return Fault.Done;
    }

    /// <summary>Maps all pages of the folio of a page, where it lies within the mapping and the page table and none is mapped yet.</summary>
    private bool TryMapWholeFolio(in VmaRecord<TFlags> vma, ulong page, PageCache cache)
    {
        if (vma.Flags.TestAny(TFlags.UserfaultfdMask)
            || (cache.Kind == FileKind.Regular && !_capabilities.Has(KernelCapability.FaultMapsWholeFolios))
            || !TryPlaceFolio(vma, page, cache, out var first, out var count)
            || (cache.Kind == FileKind.Regular && FileIndex(vma, first) + count > cache.PageCount))
        {
            return false;
        }

        for (var near = first; near < first + count; near++)
        {
            if (!_pages.Get(near).IsNone)
            {
                return false;
            }
        }

        for (var near = first; near < first + count; near++)
        {
            MapFilePage(vma, near, cache, isProtected: false);
        }

        return true;
    }

    /// <summary>Where the folio of a page lies, if it is large and wholly within the mapping and one page table.</summary>
    private bool TryPlaceFolio(in VmaRecord<TFlags> vma, ulong page, PageCache cache, out ulong first, out ulong count)
    {
        var index = FileIndex(vma, page);
        (var start, count) = cache.Folio(index);
        first = page - (index - start);
        return count > 1
            && index - start <= page - Page(vma.Start)
            && first + count <= Page(vma.End)
            && PageTable.LeafStart(first) == PageTable.LeafStart(first + count - 1);
    }

    /// <summary>Maps the pages around a read fault that are in the page cache: 16 of them, within the mapping and the page table.</summary>
    /// <returns>Whether the page itself was among them.</returns>
    private bool MapAround(in VmaRecord<TFlags> vma, ulong page, PageCache cache)
    {
        if (vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.UffdMinor))
        {
            return false;
        }

        var inLeaf = (ulong)PageTable.IndexInLeaf(page);
        var inVma = page - Page(vma.Start);
        var from = Math.Max(inLeaf & ~(FaultAroundPages - 1), inLeaf - Math.Min(inLeaf, inVma));
        var to = Math.Min(Math.Min(from + FaultAroundPages, PageTable.LeafPages), inLeaf + Page(vma.End) - page);
        var first = page - inLeaf + from;
        var end = page - inLeaf + to;
        for (var near = first; near < end; near++)
        {
            if (!cache.IsCached(FileIndex(vma, near)))
            {
                continue;
            }

            // A folio that ends with the file can't be huge: a page table is not made for it here either, and nothing mapped without one.
            if (EndsWithFile(vma, near, cache) && !_pages.TryGetLeaf(page, out _))
            {
                return false;
            }

            if (TryMapHuge(vma, near, cache))
            {
                return true;
            }

            near = MapFolio(vma, near, end, cache);
        }

        return _pages.Get(page).IsPresent;
    }

    private bool EndsWithFile(in VmaRecord<TFlags> vma, ulong page, PageCache cache)
    {
        if (cache.Kind != FileKind.Regular || _capabilities.Has(KernelCapability.FaultAroundToFileEnd))
        {
            return false;
        }

        var (first, count) = cache.Folio(FileIndex(vma, page));
        return first + count >= cache.PageCount;
    }

    /// <summary>Maps what of a folio is to be mapped around a fault: on newer kernels all of it where that fits, else what is near.</summary>
    /// <returns>The last page that was looked at.</returns>
    private ulong MapFolio(in VmaRecord<TFlags> vma, ulong near, ulong end, PageCache cache)
    {
        var index = FileIndex(vma, near);
        var (start, count) = cache.Folio(index);
        var last = Math.Min(end, near + count - (index - start)) - 1;
        var (first, stop) = (near, last + 1);
        if (_capabilities.Has(KernelCapability.FaultMapsWholeFolios)
            && (cache.Kind != FileKind.Regular || start + count < cache.PageCount)
            && TryPlaceFolio(vma, near, cache, out var whole, out count))
        {
            (first, stop) = (whole, whole + count);
        }

        for (var page = first; page < stop; page++)
        {
            if (_pages.Get(page).IsNone)
            {
                MapFilePage(vma, page, cache, isProtected: false);
            }
        }

        return last;
    }

    private void MapFilePage(in VmaRecord<TFlags> vma, ulong page, PageCache cache, bool isProtected)
    {
        cache.CountMapping(FileIndex(vma, page), 1, this);
        var writable = !isProtected && cache.Kind != FileKind.Regular && vma.Flags.TestAll(TFlags.Shared | TFlags.Write);
        _pages.Set(page, PageEntry.Of(PageKind.File).UffdProtected(isProtected).Writable(writable));
    }

    /// <summary>Maps a huge page of a file as one, where no page table is there yet and it fits.</summary>
    private bool TryMapHuge(in VmaRecord<TFlags> vma, ulong page, PageCache cache)
    {
        var index = FileIndex(vma, page);
        if (!cache.IsHuge(index)
            || index % PageTable.LeafPages != page % PageTable.LeafPages
            || !FitsHugePage(vma, page)
            || vma.Flags.TestAny(TFlags.NoHugePage)
            || _options.HugePagesDisabled
            || !_pages.Huge(page).IsNone
            || _pages.TryGetLeaf(page, out _))
        {
            return false;
        }

        var first = PageTable.LeafStart(page);
        for (var i = 0UL; i < PageTable.LeafPages; i++)
        {
            cache.CountMapping(index - (index % PageTable.LeafPages) + i, 1, this);
        }

        var writable = cache.Kind != FileKind.Regular && vma.Flags.TestAll(TFlags.Shared | TFlags.Write);
        _pages.SetHuge(first, PageEntry.Of(PageKind.File).Writable(writable));
        return true;
    }
}
