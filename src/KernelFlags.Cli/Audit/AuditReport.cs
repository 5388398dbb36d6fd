using System.Text.Json.Nodes;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Output.Findings;
using KernelFlags.Definitions;
using KernelFlags.Live.Audit;

namespace KernelFlags.Cli.Audit;

/// <summary>A finding with the file that it is in.</summary>
/// <param name="Path">The file, as the user may open it.</param>
/// <param name="Finding">What was found.</param>
internal sealed record PlacedFinding(string Path, AuditFinding Finding);

/// <summary>Prints what an audit found.</summary>
internal static class AuditReport
{
    /// <summary>Prints findings as text, a line each.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="findings">The findings, in order.</param>
    public static void WriteText(Terminal terminal, IEnumerable<PlacedFinding> findings)
    {
        var style = new Style(terminal.IsOutputColored);
        foreach (var (path, finding) in findings)
        {
            var kind = finding.Rule.IsError ? style.Red($"{SarifDocument.Error} {finding.Rule.Id}") : style.Yellow($"{SarifDocument.Warning} {finding.Rule.Id}");
            terminal.Output.WriteLine(FormattableString.Invariant($"{VisibleText.Of(path)}:{finding.Line}:{finding.Column}: {kind}: {Lines.Flatten(finding.Message)}"));
        }
    }

    /// <summary>Prints findings as SARIF.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="rules">The rules that were asked.</param>
    /// <param name="findings">The findings, in order.</param>
    public static void WriteSarif(Terminal terminal, IEnumerable<AuditRule> rules, IEnumerable<PlacedFinding> findings) => JsonDocumentWriter.Write(
        terminal.Output,
        SarifDocument.Of(
            [.. rules.Select(rule => new SarifRule(rule.Id, rule.Title))],
            findings.Select(found => new SarifResult(
                found.Finding.Rule.Id, Level(found.Finding), found.Finding.Message, found.Path, found.Finding.Line, found.Finding.Column, found.Finding.Line, found.Finding.EndColumn))));

    /// <summary>Findings, as JSON has them.</summary>
    /// <param name="findings">The findings, in order.</param>
    public static JsonArray ToJson(IEnumerable<PlacedFinding> findings) => JsonDocumentWriter.Array(findings, ToJson);

    private static JsonObject ToJson(PlacedFinding found)
    {
        var json = new JsonObject
        {
            ["path"] = JsonDocumentWriter.Text(found.Path),
            ["line"] = found.Finding.Line,
            ["column"] = found.Finding.Column,
            ["endColumn"] = found.Finding.EndColumn,
            ["id"] = found.Finding.Rule.Id,
            ["severity"] = Level(found.Finding),
            ["name"] = JsonDocumentWriter.Text(found.Finding.Name),
            ["message"] = JsonDocumentWriter.Text(found.Finding.Message),
        };
        if (found.Finding.Kernels is { } kernels)
        {
            json["kernels"] = JsonDocumentWriter.Text(kernels);
        }

        return json;
    }

    private static string Level(AuditFinding finding) => finding.Rule.IsError ? SarifDocument.Error : SarifDocument.Warning;
}
