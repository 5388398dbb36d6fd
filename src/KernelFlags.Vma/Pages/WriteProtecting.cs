using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Write protection by a userfaultfd(2).</summary>
internal static class WriteProtecting
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Write-protects a range of a VMA, or lifts that. The mmap lock is held.</summary>
        public void WriteProtect(in Vma<TFlags> vma, ulong start, ulong end, bool on)
        {
            var (first, stop) = (pages.Page(start), pages.Page(end));
            for (var walk = pages.Table.Range(first, stop); walk.MoveNext();)
            {
                if (walk.Huge.IsNone)
                {
                    continue;
                }

                if (walk.IsWhole && (walk.Huge.Kind != PageKind.File || !on))
                {
                    pages.Table.SetHuge(walk.First, pages.Protected(vma, walk.Huge.UffdProtected(on), vma.Flags.TestAny(TFlags.Write)));
                }
                else
                {
                    pages.SplitHugeTableLocked(vma, walk.First);
                }
            }

            if (on && UsesMarkers(vma))
            {
                pages.MarkEmpty(first, stop);
            }

            for (var walk = pages.Table.Range(first, stop); walk.MoveNext();)
            {
                if (walk is { IsWhole: true, Leaf: { IsUniform: true } all })
                {
                    all.Fill(all[0].Kind == PageKind.UffdMarker && !on ? PageEntry.None : all[0]);
                    continue;
                }

                for (var page = walk.First; page < walk.End && walk.Leaf is { } leaf; page++)
                {
                    var index = PageTable.IndexInLeaf(page);
                    var entry = leaf[index];
                    if (entry.IsPresent)
                    {
                        leaf[index] = pages.Protected(vma, entry.UffdProtected(on), vma.Flags.TestAny(TFlags.Write));
                    }
                    else if (entry.Kind == PageKind.UffdMarker && !on)
                    {
                        leaf[index] = PageEntry.None;
                    }
                }
            }
        }

        private void MarkEmpty(ulong first, ulong end)
        {
            for (var page = first; page < end;)
            {
                using var locked = pages.Table.Lock(page);
                var stop = Math.Min(end, PageTable.LeafStart(page) + PageTable.LeafPages);
                if (pages.Table.Huge(page).IsNone && stop - page == PageTable.LeafPages && pages.Table.GetLeaf(page) is { Used: 0 } leaf)
                {
                    leaf.Fill(PageEntry.UffdMarker);
                    page = stop;
                }

                for (; page < stop; page++)
                {
                    if (pages.Table.Get(page).IsNone)
                    {
                        pages.Table.Set(page, PageEntry.UffdMarker);
                    }
                }
            }
        }
    }

    /// <summary>Whether a page that is not there yet is protected by a marker.</summary>
    private static bool UsesMarkers<TFlags>(in Vma<TFlags> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        const UffdFeatures Unpopulated = UffdFeatures.WpUnpopulated | UffdFeatures.WpAsync;
        return !vma.IsAnonymous || (vma.Uffd!.Features & Unpopulated) != 0;
    }
}
