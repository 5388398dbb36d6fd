namespace KernelFlags.Vma.Readers;

/// <summary>A stretch of pages that a scan found (<c>struct page_region</c>).</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last one.</param>
/// <param name="Categories">What is true of each page.</param>
public readonly record struct PageRegion(ulong Start, ulong End, PageCategories Categories);
