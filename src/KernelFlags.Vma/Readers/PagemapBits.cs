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
