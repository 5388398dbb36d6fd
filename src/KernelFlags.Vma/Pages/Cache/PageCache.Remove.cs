namespace KernelFlags.Vma.Pages.Cache;

/// <content>Taking pages out of memory: holes, truncation, reclaim.</content>
internal sealed partial class PageCache
{
    private static PageState Hole => new(IsCached: false, Order: 0, IsDirty: false, IsHole: true);

    /// <summary>Makes a hole: takes pages out of memory and out of all page tables. A folio that lies partly in it is split for that.</summary>
    /// <param name="end">The page after the last one.</param>
    public void Remove(ulong first, ulong end)
    {
        end = Math.Min(end, PageCount);
        if (first >= end)
        {
            return;
        }

        UnmapEverywhere(first, end, evenCopies: false);
        SplitPartial(first, first, end);
        SplitPartial(end - 1, first, end);
        _states.Change(first, end, (page, state) => state.IsCached && IsPartial(page, first, end) ? state with { IsHole = true } : Hole);
        _states.Forget(Hole, first, end);
    }

    public void Truncate(ulong size)
    {
        var before = PageCount;
        Size = size;
        if (PageCount < before)
        {
            UnmapEverywhere(PageCount, ulong.MaxValue, evenCopies: true);
        }

        var (first, end) = (Math.Min(before, PageCount), Math.Max(before, PageCount));
        _states.Change(first, end, static (_, _) => Hole);
        _states.Forget(Hole, first, end);
    }

    /// <summary>Reclaims the folio of a page: it is unmapped, and leaves memory where the disk has it.</summary>
    public void Reclaim(ulong page)
    {
        var (first, count) = Folio(page);
        UnmapEverywhere(first, first + count, evenCopies: false);
        for (var each = first; each < first + count && Kind == FileKind.Regular && !IsDirty(first); each++)
        {
            _states.GetBlock(each)[each] = _states.GetBlock(each)[each] with { IsCached = false, Order = 0 };
        }
    }

    /// <summary>Splits the folio of a page into single pages, which unmaps all of it; not if it was written.</summary>
    public void TrySplitAll(ulong page)
    {
        var (first, count) = Folio(page);
        if (!TryUnmapFolio(page))
        {
            return;
        }

        for (var each = first; each < first + count; each++)
        {
            _states.GetBlock(each)[each] = _states.GetBlock(each)[each] with { Order = 0 };
        }
    }

    /// <summary>
    /// Splits the folio of a page at the borders of a hole, if the hole has only a part of it. One that was written stays whole, unmapped on
    /// newer kernels: its pages in the hole are zeroed where they are.
    /// </summary>
    private void SplitPartial(ulong page, ulong first, ulong end)
    {
        if (!IsCached(page) || !IsPartial(page, first, end))
        {
            return;
        }

        var (start, count) = Folio(page);
        if (Kind == FileKind.Regular && IsDirty(page))
        {
            if (UnmapsWrittenFolios)
            {
                UnmapEverywhere(start, start + count, evenCopies: false);
            }

            return;
        }

        TrySplit(page, Math.Max(start, first));
        if (end < start + count)
        {
            TrySplit(end, end);
        }
    }

    /// <summary>Whether a range has a part of the folio of a page, but not all of it.</summary>
    private bool IsPartial(ulong page, ulong first, ulong end)
    {
        var (start, count) = Folio(page);
        return start < first || start + count > end;
    }

    /// <summary>Splits the folio of a page, which unmaps all of it: into halves, down to the single page that matters.</summary>
    private void TrySplit(ulong page, ulong at)
    {
        var (first, count) = Folio(page);
        if (SplitsUniformly)
        {
            TrySplitAll(page);
            return;
        }

        if (!TryUnmapFolio(page))
        {
            return;
        }

        var block = _states.GetBlock(first);
        for (var each = first; each < first + count; each++)
        {
            block[each] = block[each] with { Order = (byte)HighestDifference(each, at) };
        }
    }

    /// <summary>Unmaps a large folio, so that it can be split.</summary>
    /// <returns>False where it is single, or was written and is not on disk yet.</returns>
    private bool TryUnmapFolio(ulong page)
    {
        var (first, count) = Folio(page);
        if (count == 1 || (Kind == FileKind.Regular && IsDirty(page)))
        {
            return false;
        }

        UnmapEverywhere(first, first + count, evenCopies: false);
        return true;
    }

    /// <summary>The order of the half that a page is in, when its folio is halved until one page is left alone.</summary>
    private static int HighestDifference(ulong page, ulong alone) => page == alone ? 0 : (int)ulong.Log2(page ^ alone);
}
