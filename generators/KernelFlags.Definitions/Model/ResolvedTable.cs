namespace KernelFlags.Definitions.Model;

/// <summary>The kernel that a table is resolved for.</summary>
/// <param name="Profile">The profile's name, or one made of version and architecture.</param>
/// <param name="Config">The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>, sorted.</param>
public sealed record KernelProfile(
    string Profile,
    KernelVersion Kernel,
    string Arch,
    EquatableArray<string> Config,
    EquatableArray<ProfileExtras> Extras)
{
    /// <summary>What the table rests on.</summary>
    public KernelEvidence Evidence { get; init; } = KernelEvidence.None;

    /// <summary>Whether the table was compared with the headers of just this version.</summary>
    public bool Verified => Evidence.Kind == EvidenceKind.Headers && Extras.IsEmpty;

    /// <summary>Whether it was named by its release alone, which stands for the newest patch level of it that was compared.</summary>
    public bool IsNamedByRelease { get; init; }

    /// <summary>The version as it was named: <c>7.2</c> where the release stands for it, else with its patch level.</summary>
    public string NamedVersion => IsNamedByRelease ? (Kernel with { Patch = 0 }).ToString() : Kernel.ToFullString();

    /// <summary>The options that are set there whatever the configuration says, as an architecture's own are.</summary>
    public EquatableArray<string> Implied { get; init; }

    /// <summary>Whether <c>Config</c> is all that the architecture can have, and was not chosen.</summary>
    public bool HasAllOptions { get; init; }
}

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
