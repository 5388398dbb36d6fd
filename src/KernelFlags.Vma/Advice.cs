namespace KernelFlags.Vma;

/// <summary>Advice of madvise(2), by the kernel's numbers. <see cref="AddressSpace{TFlags}.Madvise(ulong, ulong, int)"/> takes any number.</summary>
public enum Advice
{
    /// <summary>No special treatment (<c>MADV_NORMAL</c>).</summary>
    Normal = 0,

    /// <summary>Will be read in no order (<c>MADV_RANDOM</c>).</summary>
    Random = 1,

    /// <summary>Will be read from front to back (<c>MADV_SEQUENTIAL</c>).</summary>
    Sequential = 2,

    /// <summary>Will be needed soon (<c>MADV_WILLNEED</c>).</summary>
    WillNeed = 3,

    /// <summary>Pages are dropped (<c>MADV_DONTNEED</c>).</summary>
    DontNeed = 4,

    /// <summary>Pages may be dropped (<c>MADV_FREE</c>).</summary>
    Free = 8,

    /// <summary>Pages and their place in the file are given back (<c>MADV_REMOVE</c>).</summary>
    Remove = 9,

    /// <summary>A child does not get it (<c>MADV_DONTFORK</c>).</summary>
    DontFork = 10,

    /// <summary>Undoes <see cref="DontFork"/> (<c>MADV_DOFORK</c>).</summary>
    DoFork = 11,

    /// <summary>Equal pages may be merged (<c>MADV_MERGEABLE</c>).</summary>
    Mergeable = 12,

    /// <summary>Undoes <see cref="Mergeable"/> (<c>MADV_UNMERGEABLE</c>).</summary>
    Unmergeable = 13,

    /// <summary>Huge pages are wanted (<c>MADV_HUGEPAGE</c>).</summary>
    HugePage = 14,

    /// <summary>Huge pages are not wanted (<c>MADV_NOHUGEPAGE</c>).</summary>
    NoHugePage = 15,

    /// <summary>Core dumps leave it out (<c>MADV_DONTDUMP</c>).</summary>
    DontDump = 16,

    /// <summary>Undoes <see cref="DontDump"/> (<c>MADV_DODUMP</c>).</summary>
    DoDump = 17,

    /// <summary>A child gets it empty (<c>MADV_WIPEONFORK</c>).</summary>
    WipeOnFork = 18,

    /// <summary>Undoes <see cref="WipeOnFork"/> (<c>MADV_KEEPONFORK</c>).</summary>
    KeepOnFork = 19,

    /// <summary>Pages go first when memory is short (<c>MADV_COLD</c>).</summary>
    Cold = 20,

    /// <summary>Pages are reclaimed (<c>MADV_PAGEOUT</c>).</summary>
    PageOut = 21,

    /// <summary>Pages are faulted in for reading (<c>MADV_POPULATE_READ</c>).</summary>
    PopulateRead = 22,

    /// <summary>Pages are faulted in for writing (<c>MADV_POPULATE_WRITE</c>).</summary>
    PopulateWrite = 23,

    /// <summary>As <see cref="DontNeed"/>, locked pages too (<c>MADV_DONTNEED_LOCKED</c>).</summary>
    DontNeedLocked = 24,

    /// <summary>Pages are collapsed into huge ones (<c>MADV_COLLAPSE</c>).</summary>
    Collapse = 25,

    /// <summary>Guard regions are installed (<c>MADV_GUARD_INSTALL</c>).</summary>
    GuardInstall = 102,

    /// <summary>Guard regions are removed (<c>MADV_GUARD_REMOVE</c>).</summary>
    GuardRemove = 103,
}
