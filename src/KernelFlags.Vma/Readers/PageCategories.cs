using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Vma.Readers;

/// <summary>The bits of a word of <c>/proc/PID/pagemap</c> (proc_pid_pagemap(5)).</summary>
[Flags]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "pagemap has 64-bit words.")]
public enum PagemapBits : ulong
{
    /// <summary>Nothing is there.</summary>
    None = 0,

    /// <summary>Written since it was last cleared. The engine knows only what is true of a whole VMA.</summary>
    SoftDirty = 1UL << 55,

    /// <summary>One entry of one process maps the page, and no other.</summary>
    MappedOnce = 1UL << 56,

    /// <summary>A userfaultfd write-protects it.</summary>
    UffdWriteProtected = 1UL << 57,

    /// <summary>A guard marker stands there.</summary>
    Guard = 1UL << 58,

    /// <summary>It is a page of a file, or shared anonymous memory.</summary>
    File = 1UL << 61,

    /// <summary>The entry holds something that is no page: it is swapped out, or a marker stands there.</summary>
    Swapped = 1UL << 62,

    /// <summary>A page is mapped.</summary>
    Present = 1UL << 63,
}

/// <summary>What <c>PAGEMAP_SCAN</c> says of a page (the <c>PAGE_IS_</c> constants of <c>linux/fs.h</c>).</summary>
[Flags]
public enum PageCategories
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its VMA notes writes by asynchronous write protection.</summary>
    WriteProtectAllowed = 1 << 0,

    /// <summary>Not write-protected: written since it last was.</summary>
    Written = 1 << 1,

    /// <summary>A page of a file, or shared anonymous memory.</summary>
    File = 1 << 2,

    /// <summary>A page is mapped.</summary>
    Present = 1 << 3,

    /// <summary>Something that is no page: it is swapped out, or a marker stands there.</summary>
    Swapped = 1 << 4,

    /// <summary>The zero page.</summary>
    ZeroPage = 1 << 5,

    /// <summary>Part of a huge page that a page middle directory maps.</summary>
    Huge = 1 << 6,

    /// <summary>Written since soft-dirty bits were last cleared; the engine does not model it by page.</summary>
    SoftDirty = 1 << 7,

    /// <summary>A guard marker.</summary>
    Guard = 1 << 8,
}

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

/// <summary>A stretch of pages that a scan found (<c>struct page_region</c>).</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last one.</param>
/// <param name="Categories">What is true of each page.</param>
public readonly record struct PageRegion(ulong Start, ulong End, PageCategories Categories);
