namespace KernelFlags;

/// <summary>Flags under the name that the kernel's trace events give them.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
/// <param name="Flags">The flags; several where the name stands for all of them together.</param>
/// <param name="Name">The name.</param>
public readonly record struct NamedFlags<TFlags>(TFlags Flags, string Name)
    where TFlags : unmanaged, IFlags<TFlags>;
