namespace KernelFlags.Cli.Diff;

/// <summary>What about a flag, a mask or a table a change is about.</summary>
internal enum ChangeKind
{
    /// <summary>A table is new or gone.</summary>
    Table,

    /// <summary>The width of the word.</summary>
    Width,

    /// <summary>A flag is new.</summary>
    FlagAdded,

    /// <summary>A flag is gone.</summary>
    FlagRemoved,

    /// <summary>A flag has another name and is otherwise the same.</summary>
    FlagRenamed,

    /// <summary>A flag has another bit.</summary>
    BitMoved,

    /// <summary>A flag has a bit, or a definition, where it had none, or the other way round.</summary>
    Presence,

    /// <summary>The enumerated bit, where the word's bit is the same.</summary>
    Enumerator,

    /// <summary>The flag whose bit it shares.</summary>
    Alias,

    /// <summary>What smaps prints.</summary>
    Mnemonic,

    /// <summary>What traces print.</summary>
    TraceName,

    /// <summary>The order of the trace table.</summary>
    TraceOrder,

    /// <summary>A trait.</summary>
    Trait,

    /// <summary>A mask is new.</summary>
    MaskAdded,

    /// <summary>A mask is gone.</summary>
    MaskRemoved,

    /// <summary>The names of a mask in C.</summary>
    MaskNames,

    /// <summary>The flags in a mask.</summary>
    MaskMembers,

    /// <summary>The value of a mask, whose flags are the same.</summary>
    MaskValue,

    /// <summary>A bit that no flag may take.</summary>
    Reserved,

    /// <summary>The summary or the cause of something.</summary>
    Wording,

    /// <summary>An architecture, an option, a profile, a capability, or a version that was compared with headers.</summary>
    Kernels,
}

/// <summary>Something that is not as it was.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The flag, mask or other thing.</param>
/// <param name="What">What of it, in words.</param>
/// <param name="Before">How it was; empty for not at all.</param>
/// <param name="After">How it is; empty for not at all.</param>
internal sealed record Change(ChangeKind Kind, string Subject, string What, string Before, string After);

/// <summary>A change, and the kernels that it is about.</summary>
/// <param name="Kernels">The kernels in words; empty where kernels don't matter.</param>
internal sealed record PlacedChange(Change Change, string Kernels);

/// <summary>What two sets of definitions say differently of one table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Changes">What changed, in the order of the definition.</param>
/// <param name="Rules">What that means for the engine's rules, each with an example.</param>
/// <param name="Unchanged">What did not change, a sentence each.</param>
internal sealed record Difference(
    string Table, IReadOnlyList<PlacedChange> Changes, IReadOnlyList<RuleChange> Rules, IReadOnlyList<string> Unchanged)
{
    public bool IsEmpty => Changes.Count == 0 && Rules.Count == 0;
}
