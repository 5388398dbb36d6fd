namespace KernelFlags.Vma.Calls.Advising;

/// <summary>The lock that an advice takes.</summary>
internal enum AdviceLock
{
    /// <summary>That of the one VMA that has the range; the mmap lock for reading where that is not enough.</summary>
    Vma,

    /// <summary>The mmap lock, for reading.</summary>
    MmapRead,

    /// <summary>The mmap lock, for writing.</summary>
    MmapWrite,
}

/// <summary>What an advice does.</summary>
internal enum AdviceEffect
{
    /// <summary>It gives the VMA other flags.</summary>
    ChangesFlags,

    /// <summary>It brings a file's pages into memory.</summary>
    ReadsAhead,

    /// <summary>It drops pages, locked ones being refused.</summary>
    DropsPages,

    /// <summary>It drops pages, locked ones too.</summary>
    DropsLockedPages,

    /// <summary>It lets anonymous pages be dropped.</summary>
    FreesPages,

    /// <summary>It makes a hole in the file.</summary>
    RemovesPages,

    /// <summary>It marks pages as old.</summary>
    AgesPages,

    /// <summary>It reclaims pages.</summary>
    PagesOut,

    /// <summary>It makes huge pages of small ones.</summary>
    Collapses,

    /// <summary>It installs guard markers.</summary>
    InstallsGuards,

    /// <summary>It removes guard markers.</summary>
    RemovesGuards,

    /// <summary>It faults pages in for reading.</summary>
    PopulatesForReading,

    /// <summary>It faults pages in for writing.</summary>
    PopulatesForWriting,
}

/// <summary>All that madvise(2) needs to know of one advice.</summary>
/// <param name="Lock">The lock that it takes.</param>
/// <param name="Effect">What it does.</param>
internal sealed record AdviceRule<TFlags>(AdviceLock Lock, AdviceEffect Effect)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>What a kernel must have to know it.</summary>
    public KernelCapability? Needs { get; init; }

    /// <summary>Whether contents are lost by it, which sealed memory that can't be written does not take.</summary>
    public bool Discards { get; init; }

    /// <summary>Flags that it sets.</summary>
    public TFlags Sets { get; init; }

    /// <summary>Flags that it takes away.</summary>
    public TFlags Clears { get; init; }

    /// <summary>With any of these it is refused.</summary>
    public TFlags RefusedBy { get; init; }

    /// <summary>With any of these it is refused unless the pages are those of hugetlbfs.</summary>
    public TFlags RefusedUnlessHugeTlb { get; init; }

    /// <summary>With any of these it changes nothing.</summary>
    public TFlags IgnoredBy { get; init; }

    /// <summary>Whether memory of files is refused.</summary>
    public bool AnonymousOnly { get; init; }
}
