namespace KernelFlags.Vma.Readers;

/// <summary>What <c>PAGEMAP_SCAN</c> looks for: the masks of its <c>struct pm_scan_arg</c>.</summary>
/// <param name="Return">Which categories the result tells.</param>
/// <param name="All">Categories that a page must have all of.</param>
/// <param name="Any">Categories that a page must have one of; none for no such demand.</param>
/// <param name="Inverted">Categories whose absence counts as their presence in <paramref name="All"/> and <paramref name="Any"/>.</param>
public readonly record struct PageScan(
    PageCategories Return,
    PageCategories All = PageCategories.None,
    PageCategories Any = PageCategories.None,
    PageCategories Inverted = PageCategories.None)
{
    internal bool Matches(PageCategories categories)
    {
        var seen = categories ^ Inverted;
        return (seen & All) == All && (Any == PageCategories.None || (seen & Any) != PageCategories.None);
    }

    internal bool MayMatchVma(PageCategories common)
    {
        var wanted = All & PageCategories.WriteProtectAllowed;
        return ((common ^ Inverted) & wanted) == wanted;
    }
}
