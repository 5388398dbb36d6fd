using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Copying pages as they are, to an address space on a copy of the machine: it counts the anonymous pages' mappings already.</summary>
internal static class Cloning
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Copies the page tables of a VMA. Both address spaces have their mmap locks held for writing.</summary>
        public void ClonePages(in Vma<TFlags> vma, AddressPages<TFlags, TSync> clone)
        {
            using var lockedFile = PageCacheLock<TSync>.Of(vma.File);
            pages.MakeMiddlesOf(vma, clone);
            for (var walk = pages.Table.Range(pages.Page(vma.Start), pages.Page(vma.End), evenUnused: true); walk.MoveNext();)
            {
                using var lockedClone = clone.Table.Lock(walk.First);
                if (!walk.Huge.IsNone)
                {
                    clone.Table.SetHuge(walk.First, walk.Huge);
                    for (var page = walk.First; walk.Huge.Kind == PageKind.File && page < walk.End; page++)
                    {
                        vma.File!.Pages.CountMapping(pages.FileIndex(vma, page), 1, clone.Mapper);
                    }

                    continue;
                }

                var leaf = walk.Leaf!;
                clone.Table.GetLeaf(walk.First).CopyFrom(leaf, walk.First, walk.End);
                for (var page = leaf.NextUsed(walk.First, walk.End); vma.File is { } file && page < walk.End; page = leaf.NextUsed(page + 1, walk.End))
                {
                    if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.File)
                    {
                        file.Pages.CountMapping(pages.FileIndex(vma, page), 1, clone.Mapper);
                    }
                }
            }
        }
    }
}
