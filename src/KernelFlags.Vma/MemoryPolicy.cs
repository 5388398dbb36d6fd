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
public readonly record struct MemoryPolicy(MemoryPolicyMode Mode, int ModeFlags, ulong Nodes)
{
    private const int StaticNodes = 0x8000;
    private const int RelativeNodes = 0x4000;
    private const int NumaBalancing = 0x2000;

    /// <summary>Whether the kernel knows the mode, and its flags go together.</summary>
    internal bool HasKnownMode => Mode is >= MemoryPolicyMode.Default and <= MemoryPolicyMode.WeightedInterleave
        && (ModeFlags & ~(StaticNodes | RelativeNodes | NumaBalancing)) == 0
        && (ModeFlags & (StaticNodes | RelativeNodes)) != (StaticNodes | RelativeNodes)
        && ((ModeFlags & NumaBalancing) == 0 || Mode is MemoryPolicyMode.Bind or MemoryPolicyMode.PreferredMany);

    /// <summary>The policy as it is kept: nodes that there are; null for the process's own.</summary>
    /// <param name="online">The nodes that there are, one a bit.</param>
    /// <param name="policy">The policy.</param>
    /// <returns>False where the nodes do not go with the mode.</returns>
    internal bool Normalize(ulong online, out MemoryPolicy? policy)
    {
        policy = null;
        switch (Mode)
        {
            case MemoryPolicyMode.Default:
                return Nodes == 0;
            case MemoryPolicyMode.Local or MemoryPolicyMode.Preferred when Nodes == 0:
                policy = new MemoryPolicy(MemoryPolicyMode.Local, 0, 0);
                return (ModeFlags & (StaticNodes | RelativeNodes)) == 0;
            case MemoryPolicyMode.Local:
                return false;
        }

        var nodes = Nodes & online;
        policy = this with { Nodes = Mode == MemoryPolicyMode.Preferred ? nodes & (~nodes + 1) : nodes };
        return nodes != 0;
    }
}
