using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Making huge pages of small ones.</summary>
internal static class Collapsing
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

    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Makes huge pages of a range of a VMA, where they fit (<c>MADV_COLLAPSE</c>, madvise(2)).</summary>
        public Errno CollapseRange(in Vma<TFlags> vma, ulong start, ulong end)
        {
            if (!pages.MayCollapse(vma))
            {
                return Errno.EINVAL;
            }

            var first = PageTable.LeafStart(pages.Page(start) + BlockPages - 1);
            var stop = PageTable.LeafStart(pages.Page(end));
            var result = first <= stop || pages.Has(KernelCapability.CollapseOfNothingSucceeds) ? Errno.None : Errno.EINVAL;
            for (var page = first; page < stop; page += BlockPages)
            {
                if (vma.IsAnonymous && pages.SkipUntouched(page, stop) is var touched && touched > page)
                {
                    (page, result) = (touched - BlockPages, Errno.EINVAL);
                    continue;
                }

                switch (vma.IsAnonymous ? pages.CollapseAnon(vma, page) : pages.CollapseFile(vma, page))
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
            if (pages.Has(KernelCapability.CollapseGoesOnWithoutPageTable))
            {
                return pages.Table.SkipMissing(page, stop);
            }

            return pages.Table.HasMiddle(page) ? page : pages.Table.SkipMissing(page, Math.Min(stop, (page | (PageTable.MiddlePages - 1)) + 1));
        }

        /// <summary>Whether a mapping may have huge pages at all, whatever the settings say: it must hold the range of one.</summary>
        private bool MayCollapse(in Vma<TFlags> vma)
        {
            if (vma.Flags.TestAny(TFlags.NoHugePage | TFlags.Special | TFlags.HugeTlb)
                || pages.HugePagesDisabled
                || PageTable.LeafStart(pages.Page(vma.End)) < PageTable.LeafStart(pages.Page(vma.Start) + BlockPages - 1) + BlockPages)
            {
                return false;
            }

            return vma.File switch
            {
                null => vma.AnonVma != 0,
                { Kind: FileKind.Regular } when !pages.Has(KernelCapability.CollapseRegularFiles) => false,
                _ => pages.IsHugeAligned(vma),
            };
        }

        /// <summary>Whether huge pages of the file lie where huge pages can be mapped.</summary>
        public bool IsHugeAligned(in Vma<TFlags> vma) => (pages.Page(vma.Start) - vma.PageOffset) % BlockPages == 0;

        private Collapsed CollapseAnon(in Vma<TFlags> vma, ulong first)
        {
            using var locked = pages.Table.Lock(first);
            if (pages.Table.Huge(first).Kind == PageKind.Anon)
            {
                return Collapsed.Done;
            }

            if (!pages.Table.TryGetLeaf(first, out var leaf))
            {
                return !pages.Table.HasMiddle(first) || pages.Has(KernelCapability.CollapseGoesOnWithoutPageTable)
                    ? Collapsed.Refused
                    : Collapsed.Stop;
            }

            var hasWritable = pages.Has(KernelCapability.CollapseReadOnly);
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

            var huge = PageEntry.Anon(pages.Anon.AllocateHuge()).Dirty();
            for (var i = 0; i < PageTable.LeafPages; i++)
            {
                if (pages.HasData(vma, first + (ulong)i, leaf[i]))
                {
                    pages.Anon.Write(huge.Page + i);
                }

                pages.ReleaseTableLocked(vma, first + (ulong)i, leaf[i]);
                leaf[i] = PageEntry.None;
            }

            pages.Table.DropLeaf(first);
            pages.Table.SetHuge(first, huge.Writable(vma.Flags.TestAny(TFlags.Write)));
            return Collapsed.Done;
        }

        private Collapsed CollapseFile(in Vma<TFlags> vma, ulong first)
        {
            using var lockedFile = PageCacheLock<TSync>.Of(vma.File);
            var cache = vma.File!.Pages;
            var index = pages.FileIndex(vma, first);
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
                if (!pages.Has(KernelCapability.CollapseUntouchedPrivateShmem))
                {
                    // The oldest kernels map the new page in place of a page table only, and leave those of other mappings alone.
                    return vma.AnonVma == 0 && pages.HasLeaf(first) ? pages.MapCollapsedFileLocked(vma, first, cache) : Collapsed.Stop;
                }

                cache.Retract(index);
            }

            return pages.MapCollapsedFileLocked(vma, first, cache);
        }

        private bool HasLeaf(ulong page)
        {
            using var locked = pages.Table.Lock(page);
            return pages.Table.TryGetLeaf(page, out _);
        }

        /// <summary>Maps the huge page of a file in place of small entries, if these are none or of that page.</summary>
        private Collapsed MapCollapsedFileLocked(in Vma<TFlags> vma, ulong first, PageCache cache)
        {
            using var locked = pages.Table.Lock(first);
            if (!pages.Table.Huge(first).IsNone)
            {
                return Collapsed.Done;
            }

            if (vma.Flags.TestAny(TFlags.UffdWriteProtect)
                || (!pages.Table.HasMiddle(first) && !pages.Has(KernelCapability.CollapseWithoutPageDirectory)))
            {
                return Collapsed.Refused;
            }

            if (pages.Table.TryGetLeaf(first, out var leaf))
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
                    pages.ReleaseTableLocked(vma, first + (ulong)i, leaf[i]);
                    leaf[i] = PageEntry.None;
                }

                pages.Table.DropLeaf(first);
            }

            return pages.TryMapHugeTableLocked(vma, first, cache) ? Collapsed.Done : Collapsed.Stop;
        }
    }

    /// <summary>
    /// Whether page tables of a file's mapping hold nothing but what the page cache can give again. No lock but that of the page table
    /// is held: whoever puts a guard or a copy into it has set the flag or the <c>anon_vma</c> before.
    /// </summary>
    public static bool IsRetractable<TFlags>(in Vma<TFlags> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        vma.AnonVma == 0 && !vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.MaybeGuard);
}
