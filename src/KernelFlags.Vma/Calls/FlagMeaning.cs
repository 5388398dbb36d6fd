using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Calls;

/// <summary>What protection and the flags of mmap(2) mean to a VMA: a line each.</summary>
internal static class FlagMeaning<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>What mprotect(2) takes beside the direction in which the range grows.</summary>
    public const Protection KnownProtection = Protection.Read | Protection.Write | Protection.Exec | Protection.Sem;

    /// <summary>The flags of mmap(2) that were there before <c>MAP_SHARED_VALIDATE</c>: it refuses any other that the file does not support. Of the
    /// sizes of huge pages two were, and with them the bits that these have.</summary>
    public const MapFlags GenericMapFlags = MapFlags.TypeMask | MapFlags.Fixed | MapFlags.Anonymous | MapFlags.GrowsDown | MapFlags.DenyWrite
        | MapFlags.Executable | MapFlags.Locked | MapFlags.NoReserve | MapFlags.Populate | MapFlags.NonBlock | MapFlags.Stack
        | MapFlags.HugeTlb | MapFlags.Huge2MB | MapFlags.Huge1GB;

    /// <summary>The access that a protection gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFlags Of(Protection protection)
    {
        var flags = (protection & Protection.Read) != 0 ? TFlags.Read : TFlags.None;
        flags |= (protection & Protection.Write) != 0 ? TFlags.Write : TFlags.None;
        return (protection & Protection.Exec) != 0 ? flags | TFlags.Exec : flags;
    }

    /// <summary>The flags that a mapping gets from how it is made, but for its type.</summary>
    public static TFlags Of(MapFlags how, KernelCapabilities capabilities)
    {
        var flags = (how & MapFlags.GrowsDown) != 0 ? TFlags.GrowsDown : TFlags.None;
        flags |= (how & MapFlags.Locked) != 0 ? TFlags.Locked : TFlags.None;
        return (how & MapFlags.Stack) != 0 && capabilities.Has(KernelCapability.MapStackNohugepage) ? flags | TFlags.NoHugePage : flags;
    }

    /// <summary>The flags that say where a mapping is placed, of those that a kernel knows.</summary>
    public static MapFlags PlacementFlags(KernelCapabilities capabilities) =>
        (capabilities.Has(KernelCapability.Map32bit) ? MapFlags.Low32Bit : 0)
        | (capabilities.Has(KernelCapability.MapAbove4g) ? MapFlags.Above4G : 0);

    /// <summary>Whether each access bit has its MAY bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayAccess(TFlags flags) =>
        (!flags.TestAny(TFlags.Read) || flags.TestAny(TFlags.MayRead))
        && (!flags.TestAny(TFlags.Write) || flags.TestAny(TFlags.MayWrite))
        && (!flags.TestAny(TFlags.Exec) || flags.TestAny(TFlags.MayExec));
}
