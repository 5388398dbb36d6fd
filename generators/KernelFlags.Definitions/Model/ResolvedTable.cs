namespace KernelFlags.Definitions.Model;

/// <summary>A table on one kernel: nothing in it is conditional any more.</summary>
/// <param name="Name">The table's name: <c>vma</c>.</param>
/// <param name="Width">The width of the word, in bits.</param>
/// <param name="Prefix">What precedes a flag's name in C.</param>
/// <param name="EnumeratorPrefix">What precedes it as an enumerated bit.</param>
/// <param name="Contract">The run-time contract that the generated type fulfils beside the general one; null for none.</param>
/// <param name="Summary">What the flags are flags of, one sentence.</param>
/// <param name="Flags">The flags that this kernel defines or enumerates, in the order of the definition.</param>
/// <param name="Masks">The masks, in the order of the definition; those of the language's traits are always there.</param>
/// <param name="Smaps">
/// What smaps prints for each bit of the word: two letters, empty for hidden, <c>??</c> for unknown; empty without an MMU.
/// </param>
/// <param name="Trace">The trace table, in the kernel's order.</param>
public sealed record ResolvedTable(
    string Name,
    KernelProfile Kernel,
    int Width,
    string Prefix,
    string EnumeratorPrefix,
    string? Contract,
    string Summary,
    EquatableArray<ResolvedFlag> Flags,
    EquatableArray<ResolvedMask> Masks,
    EquatableArray<string> Smaps,
    EquatableArray<TraceEntry> Trace)
{
    /// <summary>Whether it holds the words of a system call (<see cref="FlagTable.IsWords"/>).</summary>
    public bool IsWords { get; init; }

    /// <summary>The fields that values stand in, in the order of the definition.</summary>
    public EquatableArray<ResolvedField> Fields { get; init; }
}

/// <summary>A mask on one kernel.</summary>
/// <param name="Name">The name by which definitions refer to it: <c>SPECIAL</c>.</param>
/// <param name="CNames">The names that it has in C here; empty where it has none.</param>
/// <param name="Value">Its bits.</param>
/// <param name="Members">The names of the flags in it that have a bit here, in the order of the table, aliases left out.</param>
/// <param name="Trait">The trait whose flags it holds; null when it is listed.</param>
/// <param name="Complement">The mask that it is the complement of; null when it is not one.</param>
/// <param name="Summary">What it is for, one sentence.</param>
public sealed record ResolvedMask(
    string Name,
    EquatableArray<string> CNames,
    FlagBits Value,
    EquatableArray<string> Members,
    string? Trait,
    string? Complement,
    string Summary);

/// <summary>An entry of the trace table on one kernel.</summary>
/// <param name="Value">The bits that it stands for; empty where the kernel has the entry but not the flag.</param>
/// <param name="Name">The name that is printed.</param>
/// <param name="Flag">The flag or mask that it stands for.</param>
/// <param name="CName">The C name of it, as the kernel's table has it.</param>
public sealed record TraceEntry(FlagBits Value, string Name, string Flag, string CName);
