namespace KernelFlags.Vma.Pages.Cache;

/// <summary>What is known of a page.</summary>
/// <param name="IsCached">Whether it is in memory.</param>
/// <param name="Order">Of how many pages, as a power of two, its folio is.</param>
/// <param name="IsDirty">Whether its folio was written.</param>
/// <param name="IsHole">Whether it is all zeros, there being nothing in the file.</param>
internal readonly record struct PageState(bool IsCached, byte Order, bool IsDirty, bool IsHole);
