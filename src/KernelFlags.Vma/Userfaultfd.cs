namespace KernelFlags.Vma;

/// <summary>Features that a userfaultfd was made with (ioctl_userfaultfd(2), <c>UFFD_FEATURE_*</c>), by the kernel's numbers.</summary>
[Flags]
public enum UffdFeatures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Write protection.</summary>
    PagefaultFlagWp = 1 << 0,

    /// <summary>Told of fork(2): a child keeps the registration.</summary>
    EventFork = 1 << 1,

    /// <summary>Told of mremap(2): moved memory keeps the registration.</summary>
    EventRemap = 1 << 2,

    /// <summary>Told of memory that is given back.</summary>
    EventRemove = 1 << 3,

    /// <summary>Told of memory that is unmapped.</summary>
    EventUnmap = 1 << 6,

    /// <summary>A fault raises SIGBUS instead of waiting.</summary>
    Sigbus = 1 << 7,

    /// <summary>Minor faults of shared memory.</summary>
    MinorShmem = 1 << 10,

    /// <summary>Write protection of shared memory.</summary>
    WpHugetlbfsShmem = 1 << 12,

    /// <summary>Write protection of anonymous pages that are not there.</summary>
    WpUnpopulated = 1 << 13,

    /// <summary>A write to a protected page is let through and the protection lifted.</summary>
    WpAsync = 1 << 15,
}

/// <summary>A userfaultfd(2): what watches registered ranges. Its identity is what keeps VMAs of two of them apart.</summary>
/// <param name="features">Its features. Whatever it has, a fault that would wait for an answer raises SIGBUS here: nobody answers.</param>
public sealed class Userfaultfd(UffdFeatures features)
{
    /// <summary>Its features.</summary>
    public UffdFeatures Features { get; } = features;
}
