using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Guard markers.</summary>
internal static class GuardMarkers
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Writes markers until something else stands in an entry.</summary>
        /// <returns>Whether the whole range is guarded now.</returns>
        public bool TryInstallGuards(ulong start, ulong end, out PageEntry obstacle)
        {
            for (var page = pages.Page(start); page < pages.Page(end);)
            {
                using var locked = pages.Table.Lock(page);
                obstacle = pages.Table.Huge(page);
                if (!obstacle.IsNone)
                {
                    return false;
                }

                var leaf = pages.Table.GetLeaf(page);
                var stop = Math.Min(pages.Page(end), PageTable.LeafStart(page) + PageTable.LeafPages);
                if (stop - page == PageTable.LeafPages && (leaf.Used == 0 || (leaf.IsUniform && leaf[0].Kind == PageKind.Guard)))
                {
                    leaf.Fill(PageEntry.Guard);
                    page = stop;
                }

                for (; page < stop; page++)
                {
                    obstacle = leaf[PageTable.IndexInLeaf(page)];
                    if (obstacle.IsNone)
                    {
                        leaf[PageTable.IndexInLeaf(page)] = PageEntry.Guard;
                    }
                    else if (obstacle.Kind != PageKind.Guard)
                    {
                        return false;
                    }
                }
            }

            obstacle = PageEntry.None;
            return true;
        }

        /// <summary>Takes markers away; anything else stays.</summary>
        public void RemoveGuards(ulong start, ulong end)
        {
            for (var walk = pages.Table.Range(pages.Page(start), pages.Page(end)); walk.MoveNext();)
            {
                if (walk is { IsWhole: true, Leaf: { IsUniform: true } all } && all[0].Kind == PageKind.Guard)
                {
                    all.Fill(PageEntry.None);
                    continue;
                }

                for (var page = walk.First; page < walk.End && walk.Leaf is { } leaf; page++)
                {
                    if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.Guard)
                    {
                        leaf[PageTable.IndexInLeaf(page)] = PageEntry.None;
                    }
                }
            }
        }
    }
}
