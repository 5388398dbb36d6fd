namespace KernelFlags.Vma.Pages.Cache;

/// <summary>An address space as the contents of a file see it.</summary>
internal interface IFileMapper
{
    /// <summary>Takes pages of a file out of the page tables.</summary>
    /// <param name="end">The page after the last one.</param>
    /// <param name="evenCopies">Whether private copies go too, as with truncation.</param>
    void UnmapFilePages(PageCache pages, ulong first, ulong end, bool evenCopies);

    /// <summary>Takes the page tables away that map what became a huge page of a file.</summary>
    /// <param name="first">The first page of the huge one.</param>
    void RetractPageTables(PageCache pages, ulong first);

    /// <summary>Whether any page of a part of a file is mapped.</summary>
    /// <param name="end">The page after the last one.</param>
    /// <returns>True when one is.</returns>
    bool MapsAny(PageCache pages, ulong first, ulong end);
}
