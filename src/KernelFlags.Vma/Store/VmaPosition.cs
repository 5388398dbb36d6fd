namespace KernelFlags.Vma;

/// <summary>A place in a <see cref="VmaStore{TFlags}"/>: at a VMA, or after the last one. A change of the store ends its life.</summary>
/// <param name="Leaf">The leaf.</param>
/// <param name="Slot">The slot in it.</param>
internal readonly record struct VmaPosition(Node Leaf, int Slot);
