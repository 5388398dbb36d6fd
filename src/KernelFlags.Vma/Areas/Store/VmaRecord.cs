using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>A virtual memory area (VMA) by value: what the store keeps of it.</summary>
internal record struct VmaRecord<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>What is copied as one piece.</summary>
    public VmaBody<TFlags> Body;

    /// <summary>The byte after the last one.</summary>
    public ulong End;

    /// <summary>The number of its file, hook, name, policy and userfaultfd context together; 0 for plain anonymous memory.</summary>
    public int Attributes;

    /// <summary>A VMA that is not stored yet and has no <c>anon_vma</c>.</summary>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="attributes">The number of its attributes.</param>
    public VmaRecord(ulong start, ulong end, TFlags flags, ulong pageOffset, int attributes)
    {
        Body.Start = start;
        Body.Flags = flags;
        Body.PageOffset = pageOffset;
        Body.Id = 0;
        Body.AnonVma = 0;
        End = end;
        Attributes = attributes;
    }

    /// <summary>
    /// Copies a record of which fields were just written: one by one, as they were, since a processor can't pass several short stores on to
    /// one long load, and would wait.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetFresh(ref readonly VmaRecord<TFlags> fresh)
    {
        Body.SetFresh(in fresh.Body);
        End = fresh.End;
        Attributes = fresh.Attributes;
    }

    /// <summary>The first byte.</summary>
    public ulong Start
    {
        readonly get => Body.Start;
        set => Body.Start = value;
    }

    /// <summary>The flags, those that are pending included.</summary>
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

    /// <summary>The page offset of an address in it, or of what would follow it.</summary>
    /// <param name="address">The address, at a page's start.</param>
    /// <param name="pageShift">The size of a page, as a power of two.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong PageOffsetAt(ulong address, int pageShift) => PageOffset + ((address - Start) >> pageShift);

    /// <summary>Its identity, above 0, which stays while it lives; 0 in a record that is not stored yet.</summary>
    public int Id
    {
        readonly get => Body.Id;
        set => Body.Id = value;
    }

    /// <summary>The number of its <c>anon_vma</c>; 0 for none.</summary>
    public int AnonVma
    {
        readonly get => Body.AnonVma;
        set => Body.AnonVma = value;
    }
}

/// <summary>
/// What the store keeps of a VMA beside the key and the attributes. With flags of 64 bits it is half a cache line. The identity is here,
/// where it comes with the flags: it leads to those that may be set atomically.
/// </summary>
internal record struct VmaBody<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The first byte.</summary>
    public ulong Start;

    /// <summary>The flags; in the store without those that are pending.</summary>
    public TFlags Flags;

    /// <summary>The page offset.</summary>
    public ulong PageOffset;

    /// <summary>The identity.</summary>
    public int Id;

    /// <summary>The number of the <c>anon_vma</c>.</summary>
    public int AnonVma;

    /// <summary>Copies one whose fields were just written: see <see cref="VmaRecord{TFlags}.SetFresh"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetFresh(ref readonly VmaBody<TFlags> fresh)
    {
        Start = fresh.Start;
        Flags = fresh.Flags;
        PageOffset = fresh.PageOffset;
        Id = fresh.Id;
        AnonVma = fresh.AnonVma;
    }
}
