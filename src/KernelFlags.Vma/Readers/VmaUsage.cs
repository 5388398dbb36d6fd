namespace KernelFlags.Vma.Readers;

/// <summary>A VMA with what of it is in memory.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
/// <param name="Vma">The VMA.</param>
public record struct VmaUsage<TFlags>(Vma<TFlags> Vma)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>Shares of pages are summed up in parts of a byte.</summary>
    private const int ShareShift = 12;

    private ulong _rss;
    private ulong _anonymous;
    private ulong _huge;
    private ulong _anonHuge;
    private ulong _share;

    /// <summary>What of it is in memory.</summary>
    public readonly PageUsage Usage => new(_rss, _anonymous, (_share >> ShareShift) & ~1023UL, _huge, _anonHuge);

    /// <summary>Counts a page.</summary>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="isAnonymous">Whether no file holds it.</param>
    /// <param name="isHuge">Whether it is part of what a page middle directory maps.</param>
    /// <param name="mappings">How many mappings share it, if the VMA is locked; else 0.</param>
    internal void Add(ulong size, bool isAnonymous, bool isHuge, int mappings)
    {
        _rss += size;
        _anonymous += isAnonymous ? size : 0;
        _huge += isHuge ? size : 0;
        _anonHuge += isHuge && isAnonymous ? size : 0;
        _share += mappings != 0 ? (size << ShareShift) / (ulong)mappings : 0;
    }
}
