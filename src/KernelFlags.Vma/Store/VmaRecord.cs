namespace KernelFlags.Vma;

/// <summary>A virtual memory area (VMA) by value: what the store keeps of it.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal record struct VmaRecord<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>What is copied as one piece.</summary>
    public VmaBody<TFlags> Body;

    /// <summary>The byte after the last one.</summary>
    public ulong End;

    /// <summary>Its identity, above 0, which stays while it lives; 0 in a record that is not stored yet.</summary>
    public int Id;

    /// <summary>The first byte.</summary>
    public ulong Start
    {
        readonly get => Body.Start;
        set => Body.Start = value;
    }

    /// <summary>The flags, those that may be set atomically included.</summary>
    public TFlags Flags
    {
        readonly get => Body.Flags;
        set => Body.Flags = value;
    }

    /// <summary>The page offset, in pages: the place in the file, or for private anonymous memory the number that merging compares.</summary>
    public ulong PageOffset
    {
        readonly get => Body.PageOffset;
        set => Body.PageOffset = value;
    }

    /// <summary>The number of its <c>anon_vma</c>; 0 for none.</summary>
    public int AnonVma
    {
        readonly get => Body.AnonVma;
        set => Body.AnonVma = value;
    }

    /// <summary>The number of its file, hook, name, policy and userfaultfd context together; 0 for plain anonymous memory.</summary>
    public int Attributes
    {
        readonly get => Body.Attributes;
        set => Body.Attributes = value;
    }
}

/// <summary>
/// What the store keeps of a VMA beside the key and the identity. With flags of 64 bits it is half a cache line.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal record struct VmaBody<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The first byte.</summary>
    public ulong Start;

    /// <summary>The flags; in the store without those that may be set atomically.</summary>
    public TFlags Flags;

    /// <summary>The page offset.</summary>
    public ulong PageOffset;

    /// <summary>The number of the <c>anon_vma</c>.</summary>
    public int AnonVma;

    /// <summary>The number of the attributes.</summary>
    public int Attributes;
}
