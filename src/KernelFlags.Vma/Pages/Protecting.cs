using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>Letting entries follow a change of access.</summary>
internal static class Protecting
{
    extension<TFlags, TSync>(AddressPages<TFlags, TSync> pages)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Lets entries follow a change of access.</summary>
        public void ProtectPages(in Vma<TFlags> vma, ulong start, ulong stop)
        {
            var mayWrite = vma.Flags.TestAny(TFlags.Write);
            for (var walk = pages.Table.Range(pages.Page(start), pages.Page(stop)); walk.MoveNext();)
            {
                var leaf = walk.Leaf;
                if (!walk.Huge.IsNone)
                {
                    if (walk.IsWhole)
                    {
                        pages.Table.SetHuge(walk.First, pages.Protected(vma, walk.Huge, mayWrite));
                        continue;
                    }

                    pages.SplitHugeTableLocked(vma, walk.First);
                    if (!pages.Table.TryGetLeaf(walk.First, out leaf))
                    {
                        continue;
                    }
                }

                // Markers are the same whatever the access.
                var end = leaf!.IsUniform ? walk.First : walk.End;
                for (var page = leaf.NextUsed(walk.First, end); page < end; page = leaf.NextUsed(page + 1, end))
                {
                    var index = PageTable.IndexInLeaf(page);
                    var entry = leaf[index];
                    if (entry.IsPresent)
                    {
                        leaf[index] = pages.Protected(vma, entry, mayWrite);
                    }
                }
            }
        }

        /// <summary>An entry after a change of access: a page that belongs to the mapping alone becomes writable at once.</summary>
        public PageEntry Protected(in Vma<TFlags> vma, PageEntry entry, bool mayWrite) => entry.Kind switch
        {
            PageKind.Anon => entry.Writable(mayWrite && !Protecting.IsUffdProtected(vma, entry) && pages.Anon.IsExclusive(entry.Page)),
            PageKind.File => entry.Writable(mayWrite && entry.IsDirty && vma.Flags.TestAny(TFlags.Shared) && !Protecting.IsUffdProtected(vma, entry)),
            _ => entry,
        };
    }

    /// <summary>Whether the kernel's check for write protection holds: the mapping is registered for it and the entry protected.</summary>
    public static bool IsUffdProtected<TFlags>(in Vma<TFlags> vma, PageEntry entry)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        entry.IsUffdProtected && vma.Flags.TestAny(TFlags.UffdWriteProtect);
}
