using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>Room for what one change puts into the tree: what stays below, the range, what stays above.</summary>
[InlineArray(3)]
internal struct Few<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private VmaRecord<TFlags> _first;
}
