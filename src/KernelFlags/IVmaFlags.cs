namespace KernelFlags;

/// <summary>
/// Flags of a virtual memory area (VMA), and the policy that follows from their definition: what the address space asks of its flag
/// type. Each member is a constant of the generated type; a flag that the kernel or the table lacks is the empty set.
/// </summary>
/// <typeparam name="TSelf">The generated type.</typeparam>
public partial interface IVmaFlags<TSelf> : IFlags<TSelf>
    where TSelf : unmanaged, IVmaFlags<TSelf>
{
    /// <summary>What the kernel that the type is of does: an address space of the type does that too, unless it is told otherwise.</summary>
    static virtual KernelCapabilities Capabilities => default;
}
