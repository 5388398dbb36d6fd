namespace KernelFlags;

/// <summary>
/// Conversions between the flags of a VMA and what user space calls them: <c>PROT_</c>, <c>MAP_</c> and the <c>PF_</c> of ELF. Each is a
/// method of its own, so that a word of one kind is never taken for one of another. All of them are constants where their argument is.
/// </summary>
public static class VmaFlagsConversions
{
    /// <summary>The access rights that a VMA has (<c>PROT_READ</c>, <c>PROT_WRITE</c>, <c>PROT_EXEC</c>).</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The VMA's flags.</param>
    /// <returns>The rights.</returns>
    public static Protection ToProtection<TFlags>(this TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        (flags.TestAny(TFlags.Read) ? Protection.Read : Protection.None)
        | (flags.TestAny(TFlags.Write) ? Protection.Write : Protection.None)
        | (flags.TestAny(TFlags.Exec) ? Protection.Exec : Protection.None);

    /// <summary>The flags that access rights give to a VMA.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="protection">The rights; <see cref="Protection.GrowsDown"/> and <see cref="Protection.GrowsUp"/> concern the call, not the VMA.</param>
    /// <returns>The flags.</returns>
    public static TFlags ToFlags<TFlags>(this Protection protection)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        If<TFlags>((protection & Protection.Read) != 0, TFlags.Read)
            .With(If<TFlags>((protection & Protection.Write) != 0, TFlags.Write))
            .With(If<TFlags>((protection & Protection.Exec) != 0, TFlags.Exec));

    /// <summary>The access rights of the segment that a core dump has for a VMA (<c>PF_R</c>, <c>PF_W</c>, <c>PF_X</c>; elf(5), core(5)).</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The VMA's flags.</param>
    /// <returns>The rights.</returns>
    public static SegmentFlags ToSegmentFlags<TFlags>(this TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        (flags.TestAny(TFlags.Read) ? SegmentFlags.Read : SegmentFlags.None)
        | (flags.TestAny(TFlags.Write) ? SegmentFlags.Write : SegmentFlags.None)
        | (flags.TestAny(TFlags.Exec) ? SegmentFlags.Exec : SegmentFlags.None);

    /// <summary>The flags that the access rights of an ELF segment give to a VMA.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="segment">The rights.</param>
    /// <returns>The flags.</returns>
    public static TFlags ToFlags<TFlags>(this SegmentFlags segment)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        If<TFlags>((segment & SegmentFlags.Read) != 0, TFlags.Read)
            .With(If<TFlags>((segment & SegmentFlags.Write) != 0, TFlags.Write))
            .With(If<TFlags>((segment & SegmentFlags.Exec) != 0, TFlags.Exec));

    /// <summary>The flags of mmap(2) that would give a VMA these of its flags.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The VMA's flags.</param>
    /// <returns>The type, and the flags that have a counterpart.</returns>
    public static MapFlags ToMapFlags<TFlags>(this TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        (flags.TestAny(TFlags.Droppable) ? MapFlags.Droppable : flags.TestAny(TFlags.MayShare) ? MapFlags.Shared : MapFlags.Private)
        | (flags.TestAny(TFlags.GrowsDown) ? MapFlags.GrowsDown : MapFlags.None)
        | (flags.TestAny(TFlags.Locked) ? MapFlags.Locked : MapFlags.None)
        | (flags.TestAny(TFlags.NoReserve) ? MapFlags.NoReserve : MapFlags.None)
        | (flags.TestAny(TFlags.HugeTlb) ? MapFlags.HugeTlb : MapFlags.None)
        | (flags.TestAny(TFlags.Sync) ? MapFlags.Sync : MapFlags.None);

    /// <summary>The flags that those of mmap(2) stand for. What the kernel makes of the file, of limits and of its own version is left to it.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="map">The flags of mmap.</param>
    /// <returns>The VMA's flags.</returns>
    public static TFlags ToFlags<TFlags>(this MapFlags map)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        OfType<TFlags>(map & MapFlags.TypeMask)
            .With(If<TFlags>((map & MapFlags.GrowsDown) != 0, TFlags.GrowsDown))
            .With(If<TFlags>((map & MapFlags.Locked) != 0, TFlags.Locked))
            .With(If<TFlags>((map & MapFlags.NoReserve) != 0, TFlags.NoReserve))
            .With(If<TFlags>((map & MapFlags.HugeTlb) != 0, TFlags.HugeTlb))
            .With(If<TFlags>((map & MapFlags.Sync) != 0, TFlags.Sync));

    private static TFlags OfType<TFlags>(MapFlags type)
        where TFlags : unmanaged, IVmaFlags<TFlags> => type switch
        {
            MapFlags.Shared or MapFlags.SharedValidate => TFlags.Shared.With(TFlags.MayShare),
            MapFlags.Droppable => TFlags.Droppable.With(TFlags.NoReserve).With(TFlags.WipeOnFork).With(TFlags.DontDump),
            _ => TFlags.None,
        };

    private static TFlags If<TFlags>(bool condition, TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> => condition ? flags : TFlags.None;
}
