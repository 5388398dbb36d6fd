namespace KernelFlags.Vma.Readers;

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
