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

    /// <summary>The rules of tables in any source.</summary>
    public static IReadOnlyList<AuditRule> OfSources { get; } = [Missing, Dead, Wrong];
}
