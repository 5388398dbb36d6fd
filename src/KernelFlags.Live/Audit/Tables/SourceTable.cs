namespace KernelFlags.Live.Audit.Tables;

/// <summary>What a table lists.</summary>
public enum TableKind
{
    /// <summary>Mnemonics of smaps.</summary>
    Mnemonics,

    /// <summary>Bits of flags.</summary>
    Bits,
}

/// <summary>A table that an audit found.</summary>
/// <param name="Kind">What it lists.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="EndLine">Its last line.</param>
/// <param name="Entries">How many different entries it has.</param>
/// <param name="HasOwnNumbers">Whether its numbers are not those of a kernel: then they are not compared.</param>
public sealed record SourceTable(TableKind Kind, int Line, int EndLine, int Entries, bool HasOwnNumbers)
{
    /// <summary>What kernels have and a table leaves out that holds a choice; empty for one that means to hold all, of which that is a finding.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>What an audit says of a source.</summary>
/// <param name="Tables">The tables in it, by line.</param>
/// <param name="Findings">What is wrong with them, by line.</param>
public sealed record SourceReport(IReadOnlyList<SourceTable> Tables, IReadOnlyList<AuditFinding> Findings);
