namespace KernelFlags.Definitions.Model;

/// <summary>A flag table as it is defined.</summary>
/// <param name="Name">The name of its folder: <c>vma</c>.</param>
/// <param name="Flags">The flags, in the order of the definition.</param>
/// <param name="Masks">The masks, in the order of the definition.</param>
/// <param name="Reserved">The reserved bits.</param>
public sealed record FlagTable(
    string Name,
    TableSettings Settings,
    EquatableArray<Flag> Flags,
    EquatableArray<Mask> Masks,
    EquatableArray<ReservedBit> Reserved)
{
    /// <summary>
    /// Whether it holds the words of a system call: bits, and values of which one is given at a time. A word is defined or not, and has
    /// neither an enumerated bit nor a trait.
    /// </summary>
    public bool IsWords { get; init; }

    /// <summary>The fields that values stand in.</summary>
    public EquatableArray<Field> Fields { get; init; }
}

/// <summary>A bit that no flag may take.</summary>
/// <param name="When">When it is reserved.</param>
/// <param name="Summary">Why.</param>
public sealed record ReservedBit(int Bit, Condition When, string Summary);
