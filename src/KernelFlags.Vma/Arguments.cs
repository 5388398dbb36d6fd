using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Vma;

/// <summary>Access to memory, as mmap(2) and mprotect(2) take it, by the kernel's numbers.</summary>
[Flags]
public enum Protection
{
    /// <summary>No access (<c>PROT_NONE</c>).</summary>
    None = 0,

    /// <summary>Reading (<c>PROT_READ</c>).</summary>
    Read = 1,

    /// <summary>Writing (<c>PROT_WRITE</c>).</summary>
    Write = 2,

    /// <summary>Executing (<c>PROT_EXEC</c>).</summary>
    Exec = 4,

    /// <summary>Atomic operations (<c>PROT_SEM</c>); has no effect.</summary>
    Sem = 8,

    /// <summary>mprotect(2) only: down to the start of a mapping that grows downwards (<c>PROT_GROWSDOWN</c>).</summary>
    GrowsDown = 0x0100_0000,

    /// <summary>mprotect(2) only: up to the end of a mapping that grows upwards (<c>PROT_GROWSUP</c>).</summary>
    GrowsUp = 0x0200_0000,
}

/// <summary>Flags of mmap(2), by the kernel's generic numbers (x86, arm64).</summary>
[SuppressMessage("Design", "CA1069:Enums values should not be duplicated", Justification = "SharedValidate is a type of its own.")]
[SuppressMessage("Usage", "CA2217:Do not mark enums with FlagsAttribute", Justification = "The types are a number, the others bits.")]
[Flags]
public enum MapFlags
{
    /// <summary>None; lacks a type.</summary>
    None = 0,

    /// <summary>Type: writes reach the file (<c>MAP_SHARED</c>).</summary>
    Shared = 0x01,

    /// <summary>Type: copy on write (<c>MAP_PRIVATE</c>).</summary>
    Private = 0x02,

    /// <summary>Type: as <see cref="Shared"/>, refusing unknown flags (<c>MAP_SHARED_VALIDATE</c>).</summary>
    SharedValidate = 0x03,

    /// <summary>Type: anonymous, may be dropped under memory pressure (<c>MAP_DROPPABLE</c>).</summary>
    Droppable = 0x08,

    /// <summary>The bits that hold the type (<c>MAP_TYPE</c>).</summary>
    TypeMask = 0x0f,

    /// <summary>At just this address, replacing what is there (<c>MAP_FIXED</c>).</summary>
    Fixed = 0x10,

    /// <summary>No file (<c>MAP_ANONYMOUS</c>).</summary>
    Anonymous = 0x20,

    /// <summary>Grows downwards (<c>MAP_GROWSDOWN</c>).</summary>
    GrowsDown = 0x0100,

    /// <summary>Ignored (<c>MAP_DENYWRITE</c>).</summary>
    DenyWrite = 0x0800,

    /// <summary>Ignored (<c>MAP_EXECUTABLE</c>).</summary>
    Executable = 0x1000,

    /// <summary>Locked in memory (<c>MAP_LOCKED</c>).</summary>
    Locked = 0x2000,

    /// <summary>Not accounted (<c>MAP_NORESERVE</c>).</summary>
    NoReserve = 0x4000,

    /// <summary>Faulted in at once (<c>MAP_POPULATE</c>).</summary>
    Populate = 0x8000,

    /// <summary>With <see cref="Populate"/>: not faulted in after all (<c>MAP_NONBLOCK</c>).</summary>
    NonBlock = 0x1_0000,

    /// <summary>For a stack (<c>MAP_STACK</c>).</summary>
    Stack = 0x2_0000,

    /// <summary>Huge pages of hugetlbfs (<c>MAP_HUGETLB</c>); not modelled, refused.</summary>
    HugeTlb = 0x4_0000,

    /// <summary>Synchronous page faults (<c>MAP_SYNC</c>); no file here supports it.</summary>
    Sync = 0x8_0000,

    /// <summary>At just this address, failing where something is mapped (<c>MAP_FIXED_NOREPLACE</c>).</summary>
    FixedNoReplace = 0x10_0000,
}

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
