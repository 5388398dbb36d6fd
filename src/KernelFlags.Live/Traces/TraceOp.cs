namespace KernelFlags.Live.Traces;

/// <summary>What an address space can be asked to do.</summary>
public enum TraceOp
{
    /// <summary>mmap(2).</summary>
    Mmap,

    /// <summary>munmap(2).</summary>
    Munmap,

    /// <summary>mprotect(2).</summary>
    Mprotect,

    /// <summary>madvise(2).</summary>
    Madvise,

    /// <summary>mlock(2).</summary>
    Mlock,

    /// <summary>mlock2(2).</summary>
    Mlock2,

    /// <summary>munlock(2).</summary>
    Munlock,

    /// <summary>mseal(2).</summary>
    Mseal,

    /// <summary>mremap(2).</summary>
    Mremap,

    /// <summary>prctl(2) with PR_SET_VMA_ANON_NAME.</summary>
    Name,

    /// <summary>ioctl_userfaultfd(2): UFFDIO_REGISTER.</summary>
    UffdRegister,

    /// <summary>ioctl_userfaultfd(2): UFFDIO_UNREGISTER.</summary>
    UffdUnregister,

    /// <summary>ioctl_userfaultfd(2): UFFDIO_WRITEPROTECT.</summary>
    UffdWriteProtect,

    /// <summary>One access to each page of a range, in order, up to the first that faults.</summary>
    Touch,

    /// <summary>fork(2).</summary>
    Fork,

    /// <summary>The process ends.</summary>
    Exit,

    /// <summary>brk(2).</summary>
    Brk,

    /// <summary>mbind(2).</summary>
    Mbind,
}
