using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content><c>MADV_COLLAPSE</c>: making huge pages of small ones.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private const ulong BlockPages = PageTable.LeafPages;

    /// <summary>How collapsing one huge page's range ended.</summary>
    private enum Collapsed
    {
        Done,

        /// <summary>Not, and the next range is tried.</summary>
        Refused,

        /// <summary>Not, and no further range is tried.</summary>
        Stop,

        /// <summary>Not, because pages are missing that a userfaultfd watches; no further range is tried.</summary>
        Busy,
    }

    private SyscallResult CollapseRange(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (!MayCollapse(vma))
        {
            return Errno.EINVAL;
        }

        var first = PageTable.LeafStart(Page(start) + BlockPages - 1);
        var stop = PageTable.LeafStart(Page(end));
        var result = first <= stop || _capabilities.Has(KernelCapability.CollapseOfNothingSucceeds) ? Errno.None : Errno.EINVAL;
        for (var page = first; page < stop; page += BlockPages)
        {
            if (IsAnonymous(vma) && SkipUntouched(page, stop) is var touched && touched > page)
            {
                (page, result) = (touched - BlockPages, Errno.EINVAL);
                continue;
            }

            switch (IsAnonymous(vma) ? CollapseAnon(vma, page) : CollapseFile(vma, page))
            {
                case Collapsed.Refused:
                    result = Errno.EINVAL;
                    break;
                case Collapsed.Stop:
                    return Errno.EINVAL;
                case Collapsed.Busy:
                    return Errno.EBUSY;
                default:
                    break;
            }
        }

        return result;
    }

    /// <summary>Goes over anonymous memory of which nothing near was ever touched, as long as collapsing it is refused and goes on.</summary>
    private ulong SkipUntouched(ulong page, ulong stop)
    {
        if (_capabilities.Has(KernelCapability.CollapseGoesOnWithoutPageTable))
        {
            return _pages.SkipMissing(page, stop);
        }

        return _pages.HasMiddle(page) ? page : _pages.SkipMissing(page, Math.Min(stop, (page | (PageTable.MiddlePages - 1)) + 1));
    }

    /// <summary>Whether a mapping may have huge pages at all, whatever the settings say: it must hold the range of one.</summary>
    private bool MayCollapse(in VmaRecord<TFlags> vma)
    {
        if (vma.Flags.TestAny(TFlags.NoHugePage | TFlags.Special | TFlags.HugeTlb)
            || _options.HugePagesDisabled
            || PageTable.LeafStart(Page(vma.End)) < PageTable.LeafStart(Page(vma.Start) + BlockPages - 1) + BlockPages)
        {
            return false;
        }

        return _attributes[vma.Attributes].File switch
        {
            null => vma.AnonVma != 0,
            { Kind: FileKind.Regular } when !_capabilities.Has(KernelCapability.CollapseRegularFiles) => false,
            _ => IsHugeAligned(vma),
        };
    }

    /// <summary>Whether huge pages of the file lie where huge pages can be mapped.</summary>
    private bool IsHugeAligned(in VmaRecord<TFlags> vma) => (Page(vma.Start) - vma.PageOffset) % BlockPages == 0;

    private Collapsed CollapseAnon(in VmaRecord<TFlags> vma, ulong first)
    {
        using var locked = _pages.Lock(first);
        if (_pages.Huge(first).Kind == PageKind.Anon)
        {
            return Collapsed.Done;
        }

        if (!_pages.TryGetLeaf(first, out var leaf))
        {
            return !_pages.HasMiddle(first) || _capabilities.Has(KernelCapability.CollapseGoesOnWithoutPageTable)
                ? Collapsed.Refused
                : Collapsed.Stop;
        }

        var hasWritable = _capabilities.Has(KernelCapability.CollapseReadOnly);
        var hasGuard = false;
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            var entry = leaf[i];
            if (entry.Kind is PageKind.None or PageKind.Zero)
            {
                if (vma.Flags.TestAny(TFlags.UserfaultfdMask))
                {
                    return Collapsed.Busy;
                }
            }
            else if (entry.IsUffdProtected)
            {
                return Collapsed.Refused;
            }

            hasGuard |= entry.Kind == PageKind.Guard;
            hasWritable |= entry.IsWritable;
        }

        if (!hasWritable)
        {
            return Collapsed.Refused;
        }

        if (hasGuard)
        {
            return Collapsed.Stop;
        }

        var huge = PageEntry.Anon(_machine.AnonPages.AllocateHuge()).Dirty();
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            if (HasData(vma, first + (ulong)i, leaf[i]))
            {
                _machine.AnonPages.Write(huge.Page + i);
            }

            Release(vma, first + (ulong)i, leaf[i]);
            leaf[i] = PageEntry.None;
        }

        _pages.DropLeaf(first);
        _pages.SetHuge(first, huge.Writable(vma.Flags.TestAny(TFlags.Write)));
        return Collapsed.Done;
    }

    private Collapsed CollapseFile(in VmaRecord<TFlags> vma, ulong first)
    {
        using var lockedFile = LockFile(vma);
        var cache = _attributes[vma.Attributes].File!.Pages;
        var index = FileIndex(vma, first);
        if (!cache.IsHuge(index))
        {
            if (cache.Kind == FileKind.Regular)
            {
                cache.AddRange(index, index + BlockPages);
            }

            if (!cache.HasAny(index, index + BlockPages))
            {
                return Collapsed.Stop;
            }

            cache.UnmapEverywhere(index, index + BlockPages, evenCopies: false);
            if (cache.Kind == FileKind.Regular && index + BlockPages > cache.PageCount)
            {
                return Collapsed.Stop;
            }

            cache.Collapse(index);
            if (!_capabilities.Has(KernelCapability.CollapseUntouchedPrivateShmem))
            {
                // The oldest kernels map the new page in place of a page table only, and leave those of other mappings alone.
                return vma.AnonVma == 0 && HasLeaf(first) ? MapCollapsed(vma, first, cache) : Collapsed.Stop;
            }

            cache.Retract(index);
        }

        return MapCollapsed(vma, first, cache);
    }

    private bool HasLeaf(ulong page)
    {
        using var locked = _pages.Lock(page);
        return _pages.TryGetLeaf(page, out _);
    }

    /// <summary>Maps the huge page of a file in place of small entries, if these are none or of that page.</summary>
    private Collapsed MapCollapsed(in VmaRecord<TFlags> vma, ulong first, PageCache cache)
    {
        using var locked = _pages.Lock(first);
        if (!_pages.Huge(first).IsNone)
        {
            return Collapsed.Done;
        }

        if (vma.Flags.TestAny(TFlags.UffdWriteProtect)
            || (!_pages.HasMiddle(first) && !_capabilities.Has(KernelCapability.CollapseWithoutPageDirectory)))
        {
            return Collapsed.Refused;
        }

        if (_pages.TryGetLeaf(first, out var leaf))
        {
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                switch (leaf[i].Kind)
                {
                    case PageKind.Anon or PageKind.Zero:
                        return Collapsed.Stop;
                    case PageKind.Guard or PageKind.UffdMarker:
                        return Collapsed.Refused;
                    default:
                        break;
                }
            }

            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                Release(vma, first + (ulong)i, leaf[i]);
                leaf[i] = PageEntry.None;
            }

            _pages.DropLeaf(first);
        }

        return TryMapHuge(vma, first, cache) ? Collapsed.Done : Collapsed.Stop;
    }

    /// <inheritdoc/>
    void IFileMapper.RetractPageTables(PageCache pages, ulong first)
    {
        using var parts = new MappedParts(this, pages, first, first + BlockPages);
        while (parts.MoveNext())
        {
            if (parts.End - parts.First == BlockPages && IsHugeAligned(parts.Vma) && IsRetractable(parts.Vma))
            {
                _pages.DropLeaf(parts.First);
            }
        }
    }

    /// <summary>
    /// Whether page tables of a file's mapping hold nothing but what the page cache can give again. No lock but that of the page table
    /// is held: whoever puts a guard or a copy into it has set the flag or the <c>anon_vma</c> before.
    /// </summary>
    private static bool IsRetractable(in VmaRecord<TFlags> vma) =>
        vma.AnonVma == 0 && !vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.MaybeGuard);
}
