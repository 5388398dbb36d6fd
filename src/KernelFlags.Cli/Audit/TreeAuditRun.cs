using System.Text.Json.Nodes;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Audit;
using KernelFlags.Live.Audit.Copies;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees;

namespace KernelFlags.Cli.Audit;

/// <summary>Audits a kernel tree, and prints what is found.</summary>
internal static class TreeAuditRun
{
    /// <summary>The files and folders of a tree that are audited.</summary>
    private static readonly string[] Places =
    [
        HeaderSource.Header, MnemonicSource.Path, TraceSource.Path, ProcDocument.Path, RustSource.Path, "tools/testing/vma", "tools/testing/selftests/mm",
    ];

    /// <summary>Audits a tree.</summary>
    /// <param name="terminal">Where relative paths start, and where the result goes.</param>
    /// <param name="tree">The tree's folder, as the user wrote it.</param>
    /// <param name="baseline">The tree as it was; null for none.</param>
    /// <param name="withRust">Whether the list of Rust is asked.</param>
    /// <param name="format">How to print the result.</param>
    /// <param name="cancel">Ends git too.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(Terminal terminal, string tree, string? baseline, bool withRust, string format, CancellationToken cancel)
    {
        var folder = terminal.FullPath(tree);
        if (!Directory.Exists(folder))
        {
            throw new UnusableException($"there is no folder {tree}; name a kernel tree");
        }

        using var before = baseline is null ? null : await TreeRevision.FindAsync(baseline, tree, Places, _ => true, terminal, cancel).ConfigureAwait(false);
        var findings = Audit(folder, before?.Folder, withRust).Select(found => new PlacedFinding(Path.Join(tree, found.Path), found.Finding)).ToList();
        Write(terminal, findings, format, baseline);
        return findings.Count > 0 ? ExitCode.Found : ExitCode.Done;
    }

    private static void Write(Terminal terminal, List<PlacedFinding> findings, string format, string? baseline)
    {
        switch (format)
        {
            case FormatOption.Json:
                JsonDocumentWriter.Write(terminal.Output, new JsonObject { ["findings"] = AuditReport.ToJson(findings) });
                break;
            case FormatOption.Sarif:
                AuditReport.WriteSarif(terminal, AuditRule.OfTrees, findings);
                break;
            default:
                AuditReport.WriteText(terminal, findings);
                terminal.Error.WriteLine($"{Lines.Count(findings.Count, "finding")}{(baseline is null ? "" : $" that {baseline} does not have")}");
                break;
        }
    }

    private static IReadOnlyList<CopyFinding> Audit(string tree, string? before, bool withRust)
    {
        try
        {
            return TreeAudit.Of(tree, before, withRust);
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }
}
