using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Faults;

/// <summary>Page faults. A lock keeps the VMA from going; its file and the page table are locked as well.</summary>
internal static class PageFault
{
    extension<TFlags, TSync>(LockedVma<TFlags, TSync> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Faults a page in until the access goes through. The file and the page table are locked.</summary>
        public FaultResult FaultInTableLocked(ulong page, bool write)
        {
            var pages = vma.Mm.Pages;
            for (; ; )
            {
                var entry = pages.Table.Get(page);
                if (entry.IsPresent && (!write || entry.IsWritable))
                {
                    return FaultResult.Done;
                }

                pages.Table.MakeMiddle(page);
                if (entry.Kind == PageKind.UffdMarker && !vma.Flags.TestAny(TFlags.UffdWriteProtect))
                {
                    // Left over from a registration that another one replaced: gone even where the access does not go through.
                    pages.Table.Set(page, entry = PageEntry.None);
                }

                var fault = entry.IsPresent ? vma.WriteFault(page, entry)
                    : entry.Kind == PageKind.Guard ? FaultResult.Segv
                    : vma.IsAnonymous ? vma.AnonFault(page, entry, write)
                    : vma.FileFault(page, entry, write);
                if (fault != FaultResult.Done)
                {
                    return fault;
                }
            }
        }

        /// <summary>A page of anonymous memory that is not there.</summary>
        private FaultResult AnonFault(ulong page, PageEntry entry, bool write)
        {
            var pages = vma.Mm.Pages;
            var view = vma.View;
            var huge = pages.WantsHugePageTableLocked(view, page);
            if (!huge)
            {
                pages.Table.GetLeaf(page);
            }

            var zero = !write && pages.Machine.ZeroPage;
            if (!zero)
            {
                vma.EnsureAnonVma();
            }

            if (vma.Flags.TestAny(TFlags.UffdMissing))
            {
                return FaultResult.Sigbus;
            }

            var made = zero ? PageEntry.Of(PageKind.Zero)
                : PageEntry.Anon(huge ? pages.Anon.AllocateHuge() : pages.Anon.Allocate());
            if (!zero && vma.Flags.TestAny(TFlags.Write))
            {
                made = made.Dirty().Writable();
            }

            if (huge)
            {
                pages.Table.SetHuge(PageTable.LeafStart(page), made);
                return FaultResult.Done;
            }

            var isProtected = entry.IsUffdProtected && vma.Flags.TestAny(TFlags.UffdWriteProtect);
            pages.Table.Set(page, isProtected ? made.UffdProtected().Writable(false) : made);
            return FaultResult.Done;
        }

        /// <summary>A page of a file's mapping that is not there.</summary>
        private FaultResult FileFault(ulong page, PageEntry entry, bool write)
        {
            var pages = vma.Mm.Pages;
            var view = vma.View;
            var cache = view.File!.Pages;
            var index = pages.FileIndex(view, page);
            var isShared = vma.Flags.TestAny(TFlags.Shared);
            if (!write && pages.MapAroundTableLocked(view, page, cache))
            {
                return FaultResult.Done;
            }

            if (write && !isShared)
            {
                vma.EnsureAnonVma();
            }

            if (index >= cache.PageCount)
            {
                return FaultResult.Sigbus;
            }

            if (!cache.IsCached(index))
            {
                if (cache.Kind != FileKind.Regular && vma.Flags.TestAny(TFlags.UffdMissing))
                {
                    return FaultResult.Sigbus;
                }

                cache.ReadIn(index, isRandom: vma.Flags.TestAny(TFlags.RandRead));
                if (cache.Kind == FileKind.Regular && !write && pages.MapAroundTableLocked(view, page, cache))
                {
                    return FaultResult.Done;
                }
            }
            else if (cache.Kind != FileKind.Regular && vma.Flags.TestAny(TFlags.UffdMinor))
            {
                return FaultResult.Sigbus;
            }

            var isProtected = entry.IsUffdProtected && vma.Flags.TestAny(TFlags.UffdWriteProtect);
            if (write && !isShared)
            {
                var copy = PageEntry.Anon(pages.Anon.Allocate(!cache.IsHole(index))).Dirty();
                pages.Table.Set(page, copy.UffdProtected(isProtected).Writable(!isProtected));
                return FaultResult.Done;
            }

            if (write && cache.Kind == FileKind.Regular)
            {
                cache.MarkDirty(index);
            }

            if (!pages.TryMapHugeTableLocked(view, page, cache) && !pages.TryMapWholeFolioTableLocked(view, page, cache))
            {
                pages.MapFilePageTableLocked(view, page, cache, isProtected);
            }

            return FaultResult.Done;
        }

        /// <summary>A write to a page that is there but may not be written yet.</summary>
        private FaultResult WriteFault(ulong page, PageEntry entry)
        {
            var pages = vma.Mm.Pages;
            var view = vma.View;
            if (Protecting.IsUffdProtected(view, entry))
            {
                if ((view.Uffd!.Features & UffdFeatures.WpAsync) == 0)
                {
                    return FaultResult.Sigbus;
                }

                entry = entry.UffdProtected(false);
            }

            if (!pages.Table.Huge(page).IsNone)
            {
                return vma.HugeWriteFault(page, entry);
            }

            pages.MarkWritten(view, page, entry);
            if (vma.Flags.TestAny(TFlags.Shared) || (entry.Kind == PageKind.Anon && pages.Anon.TryOwn(entry.Page)))
            {
                pages.Table.Set(page, entry.Writable().Dirty());
                return FaultResult.Done;
            }

            vma.EnsureAnonVma();
            var copy = PageEntry.Anon(pages.Anon.Allocate(pages.HasData(view, page, entry)));
            pages.ReleaseTableLocked(view, page, entry);
            pages.Table.Set(page, copy.Writable().Dirty());
            return FaultResult.Done;
        }

        private FaultResult HugeWriteFault(ulong page, PageEntry entry)
        {
            var pages = vma.Mm.Pages;
            var view = vma.View;
            var first = PageTable.LeafStart(page);
            var huge = pages.Table.Huge(page);
            if (vma.Flags.TestAny(TFlags.Shared))
            {
                pages.MarkWritten(view, page, entry);
                pages.Table.SetHuge(first, huge.UffdProtected(entry.IsUffdProtected).Writable().Dirty());
                return FaultResult.Done;
            }

            if (huge.Kind == PageKind.Zero && pages.Has(KernelCapability.HugeZeroBecomesHuge))
            {
                vma.EnsureAnonVma();
                pages.Table.SetHuge(first, PageEntry.Anon(pages.Anon.AllocateHuge()).Dirty().Writable());
                return FaultResult.Done;
            }

            if (huge.Kind == PageKind.Anon && pages.TryOwnHuge(huge.Page))
            {
                pages.Table.SetHuge(first, huge.UffdProtected(entry.IsUffdProtected).Writable().Dirty());
                return FaultResult.Done;
            }

            pages.SplitHugeTableLocked(view, page);
            return FaultResult.Done;
        }
    }
}
