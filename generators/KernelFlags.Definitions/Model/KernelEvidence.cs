namespace KernelFlags.Definitions.Model;

/// <summary>What was compared with a kernel.</summary>
public enum EvidenceKind
{
    /// <summary>Nothing of this kernel: the table is what the definitions say.</summary>
    None,

    /// <summary>Nothing: the table, or what it depends on, is not what comes with the tool, and that alone was compared.</summary>
    OtherTable,

    /// <summary>Nothing: the kernel is newer than any that is described, and taken as the newest of those.</summary>
    Newer,

    /// <summary>The mnemonics and enumerated bits of a kernel image.</summary>
    Image,

    /// <summary>The kernel's own headers, as a compiler evaluates them.</summary>
    Headers,
}

/// <summary>What a table on one kernel rests on.</summary>
/// <param name="Kind">What was compared with it.</param>
/// <param name="Before">The newest older version whose headers were compared on this architecture; null where there is none.</param>
/// <param name="After">The oldest newer one; null where there is none.</param>
public sealed record KernelEvidence(EvidenceKind Kind, KernelVersion? Before, KernelVersion? After)
{
    /// <summary>Nothing is known of it.</summary>
    public static KernelEvidence None { get; } = new(EvidenceKind.None, null, null);
}
