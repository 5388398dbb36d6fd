namespace KernelFlags.Vma;

/// <summary>A virtual memory area (VMA) by value: what the store keeps of it.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal struct VmaRecord<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The first byte.</summary>
    public ulong Start;

    /// <summary>The byte after the last one.</summary>
    public ulong End;

    /// <summary>The flags, those that may be set atomically included.</summary>
    public TFlags Flags;

    /// <summary>The page offset, in pages: the place in the file, or for private anonymous memory the number that merging compares.</summary>
    public ulong PageOffset;

    /// <summary>The number of its <c>anon_vma</c>; 0 for none.</summary>
    public int AnonVma;

    /// <summary>The number of its file, hook, name, policy and userfaultfd context together; 0 for plain anonymous memory.</summary>
    public int Attributes;

    /// <summary>Its identity, above 0, which stays while it lives; 0 in a record that is not stored yet.</summary>
    public int Id;
}
