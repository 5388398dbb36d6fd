using System.Text.Json.Nodes;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Cli.Output.Findings;

/// <summary>Problems in the forms that code hosts read.</summary>
internal static class ProblemLogs
{
    /// <summary>A log of SARIF.</summary>
    public static JsonObject Sarif(IEnumerable<Problem> problems) => SarifDocument.Of(
        [.. ProblemRules.All.Select(rule => new SarifRule(rule.Id, rule.Title, rule.HelpLink))],
        problems.Select(problem => new SarifResult(
            problem.Id,
            problem.Severity == Severity.Error ? SarifDocument.Error : SarifDocument.Warning,
            problem.Message,
            problem.Path,
            problem.Line,
            problem.Column,
            problem.EndLine,
            problem.EndColumn)));

    /// <summary>A line that a workflow of GitHub turns into an annotation (GitHub's "Workflow commands for GitHub Actions").</summary>
    public static string GitHub(Problem problem)
    {
        var columns = problem.EndLine == problem.Line ? FormattableString.Invariant($",endColumn={Math.Max(problem.Column, problem.EndColumn - 1)}") : "";
        var place = FormattableString.Invariant($"file={Property(FromRoot(problem.Path))},line={problem.Line},endLine={problem.EndLine},col={problem.Column}{columns}");
        return $"::{(problem.Severity == Severity.Error ? "error" : "warning")} {place},title={problem.Id}::{Escaped(Lines.Flatten(problem.Message))}";
    }

    /// <summary>A path as the code host knows its files: without a dot before it.</summary>
    private static string FromRoot(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    /// <summary>What a property's value may not hold as it is.</summary>
    private static string Property(string text) => Escaped(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Escaped(string text) => text.Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
