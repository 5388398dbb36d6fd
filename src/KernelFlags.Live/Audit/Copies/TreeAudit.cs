using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>
/// Compares a kernel tree with itself: the header that defines the flags with each place that is kept beside it by hand. No definitions are
/// read.
/// </summary>
public static class TreeAudit
{
    /// <summary>Audits a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="before">The tree as it was, so that only what was added since is told, and of a new flag every place that lacks it; null for all.</param>
    /// <param name="withRust">Whether the list of Rust is asked, which holds a choice.</param>
    /// <returns>The findings, by file and line.</returns>
    /// <exception cref="HeaderException">One of them is no kernel tree, or a file can't be read.</exception>
    public static IReadOnlyList<CopyFinding> Of(string tree, string? before, bool withRust)
    {
        var known = before is null ? [] : Findings(TreeFiles.Read(before, null), withRust).Select(finding => finding.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Findings(TreeFiles.Read(tree, before), withRust)
                .Where(finding => !known.Contains(finding.Key))
                .OrderBy(finding => finding.Path, StringComparer.Ordinal)
                .ThenBy(finding => finding.Finding.Line)
                .ThenBy(finding => finding.Finding.Column),
        ];
    }

    private static IEnumerable<CopyFinding> Findings(TreeFiles files, bool withRust) =>
    [
        .. HeaderChecks.Of(files),
        .. RowChecks.OfMnemonics(files),
        .. RowChecks.OfTrace(files),
        .. RowChecks.OfDocument(files),
        .. CopyChecks.Of(files),
        .. UserChecks.OfSelftests(files),
        .. withRust ? UserChecks.OfRust(files) : [],
    ];
}
