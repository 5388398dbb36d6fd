using System.Globalization;

namespace KernelFlags.Vma.Readers;

/// <summary>Words of <c>/proc/PID/maps</c> and <c>/proc/PID/smaps</c>.</summary>
public static class ProcText
{
    /// <summary>The column behind which a path or a name stands.</summary>
    private const int PathColumn = 72;

    /// <summary>Fields of smaps that the engine does not model, and <see cref="AddressSpace{TFlags}.WriteSmaps"/> leaves out: who else has a
    /// page, whether it was written or used lately, what is swapped out.</summary>
    public static IReadOnlyList<string> SmapsFieldsNotModelled { get; } =
    [
        "Pss", "Pss_Dirty", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty", "Referenced", "KSM", "LazyFree",
        "Shared_Hugetlb", "Private_Hugetlb", "Swap", "SwapPss", "THPeligible", "ProtectionKey",
    ];

    /// <summary>The number of the protection key that flags hold, the <c>ProtectionKey</c> of smaps (pkeys(7)).</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The flags.</param>
    /// <returns>The number; 0 is the key that all memory has at first.</returns>
    public static int ProtectionKey<TFlags>(TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var key = 0;
        var place = 0;
        for (var bit = 0; bit < TFlags.Width; bit++)
        {
            if (TFlags.ProtectionKeyMask.TestAny(TFlags.FromBit(bit)))
            {
                key |= flags.TestAny(TFlags.FromBit(bit)) ? 1 << place : 0;
                place++;
            }
        }

        return key;
    }

    /// <summary>The flags that hold the number of a protection key: the way back from <see cref="ProtectionKey{TFlags}"/>.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="key">The number, the <c>ProtectionKey</c> of smaps.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>False where the type has too few bits for it.</returns>
    public static bool TryGetKeyFlags<TFlags>(int key, out TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        flags = TFlags.None;
        for (var bit = 0; bit < TFlags.Width && key > 0; bit++)
        {
            if (TFlags.ProtectionKeyMask.TestAny(TFlags.FromBit(bit)))
            {
                flags = (key & 1) != 0 ? flags.With(TFlags.FromBit(bit)) : flags;
                key >>= 1;
            }
        }

        return key == 0;
    }

    /// <summary>The four letters of an address line (proc_pid_maps(5)).</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The flags.</param>
    /// <returns>As in <c>rw-p</c>.</returns>
    public static string Permissions<TFlags>(TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> => string.Concat(
            flags.TestAny(TFlags.Read) ? "r" : "-",
            flags.TestAny(TFlags.Write) ? "w" : "-",
            flags.TestAny(TFlags.Exec) ? "x" : "-",
            flags.TestAny(TFlags.MayShare) ? "s" : "p");

    /// <summary>An address line (proc_pid_maps(5)).</summary>
    /// <param name="vma">The VMA.</param>
    /// <param name="label">What stands behind it; null for nothing.</param>
    /// <returns>The line without its line feed; without a label it ends with a blank.</returns>
    internal static string AddressLine<TFlags>(in Vma<TFlags> vma, string? label)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var offset = vma.File is { } file ? vma.PageOffset << file.Pages.PageShift : 0;
        var (major, minor) = vma.File?.Device ?? default;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{vma.Start:x8}-{vma.End:x8} {Permissions(vma.Flags)} {offset:x8} {major:x2}:{minor:x2} {vma.File?.Inode ?? 0} ");
        return label is null ? line : $"{line.PadRight(PathColumn)} {label}";
    }

    /// <summary>The name of a file that a VMA maps, that of shared anonymous memory included.</summary>
    /// <returns>Null where it maps none, or one without a name.</returns>
    internal static string? FileLabel<TFlags>(in Vma<TFlags> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        vma.File is not { } file ? null
        : vma.Name is { } name ? $"[anon_shmem:{name}]"
        : file.ShownName?.Replace("\n", "\\012", StringComparison.Ordinal);
}
