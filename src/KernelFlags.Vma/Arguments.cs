namespace KernelFlags.Vma;

/// <summary>Flags of mremap(2), by the kernel's numbers.</summary>
[Flags]
public enum RemapFlags
{
    /// <summary>In place only.</summary>
    None = 0,

    /// <summary>May move (<c>MREMAP_MAYMOVE</c>).</summary>
    MayMove = 1,

    /// <summary>To just this address (<c>MREMAP_FIXED</c>).</summary>
    Fixed = 2,

    /// <summary>The old range stays mapped (<c>MREMAP_DONTUNMAP</c>).</summary>
    DontUnmap = 4,
}

/// <summary>Ways in which a userfaultfd watches a range (ioctl_userfaultfd(2)).</summary>
[Flags]
public enum UffdMode
{
    /// <summary>None; refused.</summary>
    None = 0,

    /// <summary>Faults on missing pages (<c>UFFDIO_REGISTER_MODE_MISSING</c>).</summary>
    Missing = 1,

    /// <summary>Writes to protected pages (<c>UFFDIO_REGISTER_MODE_WP</c>).</summary>
    WriteProtect = 2,

    /// <summary>Faults on pages that are in the page cache (<c>UFFDIO_REGISTER_MODE_MINOR</c>).</summary>
    Minor = 4,
}
