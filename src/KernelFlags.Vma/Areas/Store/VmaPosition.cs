namespace KernelFlags.Vma.Areas.Store;

/// <summary>A place in a <see cref="VmaStore{TFlags, TSync}"/>: at a VMA, or after the last one. A change of the store ends its life.</summary>
/// <remarks>It is passed and returned by value, which keeps it in registers: a reference that is stored through a pointer costs a call.</remarks>
internal struct VmaPosition(Node leaf, int slot)
{
    /// <summary>Whether it is no place at all: what a change that failed returns.</summary>
    public readonly bool IsNone => leaf is null;

    /// <summary>The leaf.</summary>
    public readonly Node Leaf => leaf;

    /// <summary>The slot in it. It is set alone where the leaf stays: storing a reference costs more.</summary>
    public int Slot
    {
        readonly get => slot;
        set => slot = value;
    }
}
