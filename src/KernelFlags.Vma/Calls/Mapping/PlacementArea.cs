namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>Where mmap(2) places what has no address.</summary>
/// <param name="High">The address before which a mapping ends.</param>
/// <param name="HintEnd">The address before which a mapping ends that is placed where it is wished.</param>
/// <param name="IsTopDown">Whether the highest free range is taken, not the lowest.</param>
internal readonly record struct PlacementArea(ulong Low, ulong High, ulong HintEnd, bool IsTopDown);
