using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>What munmap(2) is about to do.</summary>
internal struct Unmapping<TFlags>
where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>The first byte that goes.</summary>
    public readonly ulong Start;

    /// <summary>The byte after the last one that goes.</summary>
    public readonly ulong End;

    /// <summary>How much of the range counts against the commit limit, in bytes.</summary>
    public ulong Accounted;

    /// <summary>The number of VMAs that go or shrink.</summary>
    public int Count;

    /// <summary>The number of VMAs that stay of these.</summary>
    public int RestCount;

    /// <summary>Whether the first of those lies below the range.</summary>
    public bool HasBelow;

    /// <summary>What stays: of the first VMA, and of the last.</summary>
    public Few<TFlags> Rest;

    /// <summary>Makes a plan for no VMA yet.</summary>
    public Unmapping(ulong start, ulong end)
    {
        Unsafe.SkipInit(out this);
        (Start, End) = (start, end);
        (Accounted, Count, RestCount, HasBelow) = (0, 0, 0, false);
    }
}
