using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;

namespace KernelFlags.Vma;

/// <summary>A virtual memory area as somebody describes it, to ask <see cref="AddressSpace{TFlags}"/> about or to make one with: no address space
/// need have it.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly record struct VmaDescription<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The first byte.</summary>
    public ulong Start { get; init; }

    /// <summary>The byte after the last one.</summary>
    public ulong End { get; init; }

    /// <summary>The flags.</summary>
    public TFlags Flags { get; init; }

    /// <summary>The page offset, in pages: the place in the file; for private anonymous memory the number that merging compares.</summary>
    public ulong PageOffset { get; init; }

    /// <summary>The file; null for private anonymous memory.</summary>
    public VmaFile? File { get; init; }

    /// <summary>The name of anonymous memory (<c>PR_SET_VMA_ANON_NAME</c>); null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The memory policy; null for the process's.</summary>
    public MemoryPolicy? Policy { get; init; }

    /// <summary>The userfaultfd that watches it; null for none.</summary>
    public Userfaultfd? Uffd { get; init; }

    /// <summary>Which <c>anon_vma</c> it has, by a number of whoever describes: those with the same number have the same one; 0 for none. Only an
    /// address space that is made with it asks.</summary>
    public int AnonVma { get; init; }

    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>As a VMA that was never faulted.</summary>
    internal Vma<TFlags> ToVma()
    {
        var isPlain = File is null && Name is null && Policy is null && Uffd is null;
        return new(
            new VmaRecord<TFlags>(Start, End, Flags, PageOffset, attributes: 0),
            isPlain ? null : new VmaAttributes(File, File?.HasCloseHook ?? false, Name, Policy, Uffd));
    }
}
