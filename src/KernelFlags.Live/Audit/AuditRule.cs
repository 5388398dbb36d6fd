namespace KernelFlags.Live.Audit;

/// <summary>A kind of finding.</summary>
/// <param name="Id">Its id: <c>KF6001</c>.</param>
/// <param name="IsError">Whether what is read by such a table is read wrongly, and not only less than there is.</param>
/// <param name="Title">What it is, without names.</param>
public sealed record AuditRule(string Id, bool IsError, string Title)
{
    /// <summary>A kernel has what a table lacks.</summary>
    public static AuditRule Missing { get; } = new("KF6001", IsError: false, "A flag that a table lacks");

    /// <summary>A table has what no kernel has.</summary>
    public static AuditRule Dead { get; } = new("KF6002", IsError: false, "A flag that no kernel has any more");

    /// <summary>A table says of a bit or a mnemonic what another is.</summary>
    public static AuditRule Wrong { get; } = new("KF6003", IsError: true, "A bit or a mnemonic that means another flag");

    /// <summary>A place of a tree lacks what the header has.</summary>
    public static AuditRule Forgotten { get; } = new("KF6101", IsError: true, "A flag of the header that a hand-kept place lacks");

    /// <summary>A place of a tree has what the header lacks.</summary>
    public static AuditRule Left { get; } = new("KF6102", IsError: true, "What a hand-kept place has and the header lacks");

    /// <summary>A copy of the header says something else than the header.</summary>
    public static AuditRule Differs { get; } = new("KF6103", IsError: true, "A copy that differs from the header");

    /// <summary>The header contradicts itself.</summary>
    public static AuditRule Contradiction { get; } = new("KF6104", IsError: true, "A header that contradicts itself");

    /// <summary>The rules of tables in any source.</summary>
    public static IReadOnlyList<AuditRule> OfSources { get; } = [Missing, Dead, Wrong];

    /// <summary>The rules of a kernel tree.</summary>
    public static IReadOnlyList<AuditRule> OfTrees { get; } = [Forgotten, Left, Differs, Contradiction];
}
