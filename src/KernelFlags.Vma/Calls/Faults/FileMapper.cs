using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Faults;

/// <summary>An address space as the contents of a file see it. Whoever asks has the contents locked.</summary>
internal sealed class FileMapper<TFlags, TSync>(Mm<TFlags, TSync> mm) : IFileMapper
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    /// <inheritdoc/>
    public bool MapsAny(PageCache pages, ulong first, ulong end)
    {
        using var parts = new MappedParts<TFlags, TSync>(mm, pages, first, end);
        while (parts.MoveNext())
        {
            if (mm.Pages.Table.MapsFilePage(parts.First, parts.End))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void UnmapFilePages(PageCache pages, ulong first, ulong end, bool evenCopies)
    {
        using var parts = new MappedParts<TFlags, TSync>(mm, pages, first, end);
        while (parts.MoveNext())
        {
            mm.Pages.ZapTableLocked(mm.Areas.View(parts.Vma), parts.First, parts.End, evenCopies ? ZapMode.None : ZapMode.KeepCopies);
        }
    }

    /// <inheritdoc/>
    public void RetractPageTables(PageCache pages, ulong first)
    {
        const ulong BlockPages = PageTable.LeafPages;
        using var parts = new MappedParts<TFlags, TSync>(mm, pages, first, first + BlockPages);
        while (parts.MoveNext())
        {
            var vma = mm.Areas.View(parts.Vma);
            if (parts.End - parts.First == BlockPages && mm.Pages.IsHugeAligned(vma) && Collapsing.IsRetractable(vma))
            {
                mm.Pages.Table.DropLeaf(parts.First);
            }
        }
    }
}
