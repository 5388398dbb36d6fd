using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Moving pages, as mremap(2) does.</summary>
internal static class Moving
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Moves the pages of a range. The mmap lock is held for writing.</summary>
        /// <param name="source">The VMA that has the range.</param>
        /// <param name="range">Where they are.</param>
        /// <param name="target">Where the first one goes, in bytes.</param>
        public void MovePages(in Vma<TFlags> source, AddressRange range, ulong target)
        {
            using var lockedFile = PageCacheLock<TSync>.Of(source.File);
            var dropsProtection = source.Uffd is { } uffd && (uffd.Features & UffdFeatures.EventRemap) == 0;
            var shift = pages.Page(target) - pages.Page(range.Start);
            for (var walk = pages.Table.Range(pages.Page(range.Start), pages.Page(range.End), evenUnused: true); walk.MoveNext();)
            {
                var leaf = walk.Leaf;
                var isWhole = walk.IsWhole && PageTable.IndexInLeaf(walk.First + shift) == 0;
                if (!walk.Huge.IsNone)
                {
                    if (isWhole && pages.TryMoveHugeTableLocked(walk.First, walk.First + shift, dropsProtection ? walk.Huge.UffdProtected(false) : walk.Huge))
                    {
                        continue;
                    }

                    pages.SplitHugeTableLocked(source, walk.First);
                    if (!pages.Table.TryGetLeaf(walk.First, out leaf))
                    {
                        continue;
                    }
                }

                if (isWhole && leaf!.IsUniform)
                {
                    using var lockedTarget = pages.Table.LockBeside(walk.First + shift, walk.First);
                    pages.Table.GetLeaf(walk.First + shift).Fill(leaf[0].Kind == PageKind.UffdMarker && dropsProtection ? PageEntry.None : leaf[0]);
                    pages.Table.DropLeaf(walk.First);
                    continue;
                }

                for (var page = walk.First; page < walk.End;)
                {
                    using var lockedTarget = pages.Table.LockBeside(page + shift, walk.First);
                    var targetLeaf = pages.Table.GetLeaf(page + shift);
                    for (var stop = Math.Min(walk.End, PageTable.LeafStart(page + shift) + PageTable.LeafPages - shift); page < stop; page++)
                    {
                        var index = PageTable.IndexInLeaf(page);
                        var entry = leaf![index];
                        leaf[index] = PageEntry.None;
                        if (!entry.IsNone && (entry.Kind != PageKind.UffdMarker || !dropsProtection))
                        {
                            targetLeaf[PageTable.IndexInLeaf(page + shift)] = dropsProtection ? entry.UffdProtected(false) : entry;
                        }
                    }
                }

                if (isWhole)
                {
                    pages.Table.DropLeaf(walk.First);
                }
            }
        }

        /// <summary>Moves a huge page whose page table is locked, unless there is a page table where it goes.</summary>
        private bool TryMoveHugeTableLocked(ulong page, ulong target, PageEntry huge)
        {
            using var lockedTarget = pages.Table.LockBeside(target, page);
            if (pages.Table.TryGetLeaf(target, out _))
            {
                return false;
            }

            pages.Table.SetHuge(page, PageEntry.None);
            pages.Table.SetHuge(target, huge);
            return true;
        }
    }
}
