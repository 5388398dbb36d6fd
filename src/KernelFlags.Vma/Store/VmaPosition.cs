namespace KernelFlags.Vma;

/// <summary>A place in a <see cref="VmaStore{TFlags}"/>: at a VMA, or after the last one. A change of the store ends its life.</summary>
/// <param name="Index">The number of VMAs before it.</param>
internal readonly record struct VmaPosition(int Index);
