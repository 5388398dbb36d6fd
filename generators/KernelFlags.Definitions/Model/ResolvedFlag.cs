namespace KernelFlags.Definitions.Model;

/// <summary>A flag on one kernel.</summary>
/// <param name="Name">The name without its prefix: <c>MAYBE_GUARD</c>.</param>
/// <param name="CName">The word's name: <c>VM_MAYBE_GUARD</c>; null where the kernel does not define it.</param>
/// <param name="Bit">The bit that the word has; null where it is 0 or not defined.</param>
/// <param name="Enumerator">The name of the enumerated bit: <c>VMA_MAYBE_GUARD_BIT</c>; null where there is none.</param>
/// <param name="EnumeratedBit">The enumerated bit's number, which may lie outside the word; null where there is none.</param>
/// <param name="AliasOf">The flag whose bit it shares by definition; null where it has a bit of its own.</param>
/// <param name="Smaps">Its mnemonic here, empty when hidden; null where it has none.</param>
/// <param name="Trace">Its name in the trace table here; null where it has none.</param>
/// <param name="Since">The versions that it appeared in, as the definition says; null when it was always there.</param>
/// <param name="Summary">What it means, one sentence.</param>
/// <param name="Cause">How user space can cause it; null where it is not said.</param>
public sealed record ResolvedFlag(
    string Name,
    string? CName,
    int? Bit,
    string? Enumerator,
    int? EnumeratedBit,
    string? AliasOf,
    string? Smaps,
    string? Trace,
    EquatableArray<string> Traits,
    VersionPoint? Since,
    string Summary,
    string? Cause)
{
    /// <summary>The value of a word that is no bit, in its place in the word; null for a flag.</summary>
    public FlagBits? Number { get; init; }

    /// <summary>The field that the value stands in; null where it is that of the whole word.</summary>
    public string? Field { get; init; }

    /// <summary>Whether it is a number about a field, such as its mask, and stands for nothing that is given.</summary>
    public bool IsAboutField { get; init; }

    /// <summary>How two VMAs come to differ in it, and how they become alike; null where it is not said.</summary>
    public FlagBorder? Border { get; init; }

    /// <summary>What its name stands for in C; 0 for one without a bit here.</summary>
    public FlagBits Value => Number ?? (Bit is { } bit ? FlagBits.Of(bit) : default);
}

/// <summary>A field on one kernel.</summary>
/// <param name="Name">The name by which definitions refer to it: <c>TYPE</c>.</param>
/// <param name="Bits">Its bits, in their place.</param>
/// <param name="Shift">How far a value in it is shifted; 0 for one that is written in its place.</param>
/// <param name="Summary">What the number says, one sentence.</param>
public sealed record ResolvedField(string Name, FlagBits Bits, int Shift, string Summary);
