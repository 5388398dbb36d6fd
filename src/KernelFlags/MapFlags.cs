namespace KernelFlags;

/// <summary>The flags of mmap(2) (<c>MAP_</c>), with the values that most architectures have (x86, arm64, riscv, s390, loongarch).</summary>
/// <remarks>The low four bits are a type and not flags: <see cref="SharedValidate"/> is not <see cref="Shared"/> and <see cref="Private"/>.</remarks>
[Flags]
public enum MapFlags
{
    /// <summary>None; mmap refuses it, since a type is needed.</summary>
    None = 0,

    /// <summary>Writes reach the file and others that map it (<c>MAP_SHARED</c>).</summary>
    Shared = 0x01,

    /// <summary>Writes stay private (<c>MAP_PRIVATE</c>).</summary>
    Private = 0x02,

    /// <summary>As <see cref="Shared"/>, and unknown flags are refused (<c>MAP_SHARED_VALIDATE</c>).</summary>
    SharedValidate = 0x03,

    /// <summary>Anonymous pages that may be dropped under memory pressure (<c>MAP_DROPPABLE</c>).</summary>
    Droppable = 0x08,

    /// <summary>The bits that hold the type (<c>MAP_TYPE</c>).</summary>
    TypeMask = 0x0f,

    /// <summary>At exactly the address that is given; what lies there is unmapped (<c>MAP_FIXED</c>).</summary>
    Fixed = 0x10,

    /// <summary>No file stands behind it (<c>MAP_ANONYMOUS</c>).</summary>
    Anonymous = 0x20,

    /// <summary>Below 2 GiB, unless <see cref="Fixed"/> says where; of x86-64, ignored elsewhere (<c>MAP_32BIT</c>).</summary>
    Low32Bit = 0x40,

    /// <summary>Not below 4 GiB, unless an address is given; of x86-64 since Linux 6.6, ignored elsewhere (<c>MAP_ABOVE4G</c>).</summary>
    Above4G = 0x80,

    /// <summary>Grows downwards (<c>MAP_GROWSDOWN</c>).</summary>
    GrowsDown = 0x0100,

    /// <summary>Ignored (<c>MAP_DENYWRITE</c>).</summary>
    DenyWrite = 0x0800,

    /// <summary>Ignored (<c>MAP_EXECUTABLE</c>).</summary>
    Executable = 0x1000,

    /// <summary>Its pages are locked (<c>MAP_LOCKED</c>).</summary>
    Locked = 0x2000,

    /// <summary>Does not count against the commit limit (<c>MAP_NORESERVE</c>).</summary>
    NoReserve = 0x4000,

    /// <summary>Its pages are faulted in at once (<c>MAP_POPULATE</c>).</summary>
    Populate = 0x8000,

    /// <summary>With <see cref="Populate"/>: nothing is faulted in (<c>MAP_NONBLOCK</c>).</summary>
    NonBlock = 0x1_0000,

    /// <summary>Will be a stack (<c>MAP_STACK</c>).</summary>
    Stack = 0x2_0000,

    /// <summary>Of huge pages (<c>MAP_HUGETLB</c>).</summary>
    HugeTlb = 0x4_0000,

    /// <summary>Synchronous page faults, on DAX files (<c>MAP_SYNC</c>).</summary>
    Sync = 0x8_0000,

    /// <summary>At exactly the address that is given, and only when nothing lies there (<c>MAP_FIXED_NOREPLACE</c>).</summary>
    FixedNoReplace = 0x10_0000,
}
