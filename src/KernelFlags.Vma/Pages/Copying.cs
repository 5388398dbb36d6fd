using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Copying pages to a child, as fork(2) does.</summary>
internal static class Copying
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Copies what a child needs of a VMA's pages. Both address spaces have their mmap locks held for writing.</summary>
        public void CopyPages(in Vma<TFlags> source, in Vma<TFlags> copy, AddressPages<TFlags, TSync> child)
        {
            using var lockedFile = PageCacheLock<TSync>.Of(source.File);
            var keepsProtection = copy.Flags.TestAny(TFlags.UffdWriteProtect);
            pages.MakeMiddlesOf(source, child);
            for (var walk = pages.Table.Range(pages.Page(source.Start), pages.Page(source.End), evenUnused: true); walk.MoveNext();)
            {
                using var lockedCopy = child.Table.Lock(walk.First);
                if (!walk.Huge.IsNone)
                {
                    pages.CopyHugeTablesLocked(source, walk.First, walk.Huge, child, keepsProtection);
                    continue;
                }

                var (leaf, childLeaf) = (walk.Leaf!, child.Table.GetLeaf(walk.First));
                if (leaf.IsUniform && walk.IsWhole)
                {
                    childLeaf.Fill(leaf[0].Kind == PageKind.UffdMarker && !keepsProtection ? PageEntry.None : leaf[0]);
                    continue;
                }

                for (var page = leaf.NextUsed(walk.First, walk.End); page < walk.End; page = leaf.NextUsed(page + 1, walk.End))
                {
                    var index = PageTable.IndexInLeaf(page);
                    var entry = leaf[index];
                    if (entry.Kind == PageKind.UffdMarker && !keepsProtection)
                    {
                        continue;
                    }

                    if (entry.Kind == PageKind.Anon)
                    {
                        pages.Anon.Share(entry.Page);
                        entry = entry.Writable(false);
                        leaf[index] = entry;
                    }
                    else if (entry.Kind == PageKind.File)
                    {
                        source.File!.Pages.CountMapping(pages.FileIndex(source, page), 1, child.Mapper);
                    }

                    childLeaf[index] = CopiedEntry(entry, keepsProtection);
                }
            }
        }

        /// <summary>Makes the page middle directories in another address space that a VMA has here.</summary>
        public void MakeMiddlesOf(in Vma<TFlags> vma, AddressPages<TFlags, TSync> other)
        {
            for (var page = pages.Page(vma.Start); page < pages.Page(vma.End); page = (page | (PageTable.MiddlePages - 1)) + 1)
            {
                if (pages.Table.HasMiddle(page))
                {
                    other.Table.MakeMiddle(page);
                }
            }
        }

        private void CopyHugeTablesLocked(in Vma<TFlags> source, ulong first, PageEntry huge, AddressPages<TFlags, TSync> child, bool keepsProtection)
        {
            // A file's huge page is not copied: the child finds it in the page cache.
            if (!source.IsAnonymous)
            {
                return;
            }

            for (var i = 0; i < PageTable.LeafPages && huge.Kind == PageKind.Anon; i++)
            {
                pages.Anon.Share(huge.Page + i);
            }

            huge = huge.Writable(false);
            pages.Table.SetHuge(first, huge);
            child.Table.SetHuge(first, CopiedEntry(huge, keepsProtection));
        }
    }

    private static PageEntry CopiedEntry(PageEntry entry, bool keepsProtection) =>
        entry.IsPresent && !keepsProtection ? entry.UffdProtected(false) : entry;
}
