namespace KernelFlags.Vma;

/// <summary>Where pages of a range are allocated (set_mempolicy(2), <c>MPOL_*</c>), by the kernel's numbers.</summary>
public enum MemoryPolicyMode
{
    /// <summary>As the process has it.</summary>
    Default = 0,

    /// <summary>From one node if it has room.</summary>
    Preferred = 1,

    /// <summary>From a set of nodes only.</summary>
    Bind = 2,

    /// <summary>From each node of a set in turn.</summary>
    Interleave = 3,

    /// <summary>From the node of the processor that faults.</summary>
    Local = 4,

    /// <summary>From a set of nodes if they have room.</summary>
    PreferredMany = 5,

    /// <summary>From each node of a set by its weight.</summary>
    WeightedInterleave = 6,
}

/// <summary>The memory policy of a range, as mbind(2) sets it. Two are equal, and do not keep VMAs apart, when all their parts are.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="ModeFlags">The flags beside it (<c>MPOL_F_STATIC_NODES</c> 0x8000, <c>MPOL_F_RELATIVE_NODES</c> 0x4000, …).</param>
/// <param name="Nodes">The nodes, one a bit.</param>
public readonly record struct MemoryPolicy(MemoryPolicyMode Mode, int ModeFlags, ulong Nodes);
