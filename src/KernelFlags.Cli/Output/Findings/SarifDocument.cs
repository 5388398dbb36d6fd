using System.Reflection;
using System.Text.Json.Nodes;

namespace KernelFlags.Cli.Output.Findings;

/// <summary>A kind of finding, as SARIF lists it.</summary>
/// <param name="Id">Its id: <c>KF2001</c>.</param>
/// <param name="Title">What it is, without names.</param>
/// <param name="Help">The page that explains it; null for none.</param>
internal sealed record SarifRule(string Id, string Title, string? Help = null);

/// <summary>A finding at its place.</summary>
/// <param name="RuleId">The id of its rule.</param>
/// <param name="Level"><see cref="SarifDocument.Error"/> or <see cref="SarifDocument.Warning"/>.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="Path">The file, as text shows it: relative to the current folder, or absolute.</param>
/// <param name="Line">The line that it starts in, from 1.</param>
/// <param name="Column">The column that it starts in, from 1, in UTF-16 units.</param>
/// <param name="EndLine">The line that it ends in.</param>
/// <param name="EndColumn">The column behind its last character.</param>
internal sealed record SarifResult(string RuleId, string Level, string Message, string Path, int Line, int Column, int EndLine, int EndColumn);

/// <summary>Findings in the form that code hosts and editors read: a log of SARIF 2.1.0 with one run.</summary>
internal static class SarifDocument
{
    public const string Error = "error";
    public const string Warning = "warning";

    /// <summary>The log.</summary>
    /// <param name="rules">The rules that were asked, those without a finding too.</param>
    /// <param name="results">The findings, in order; the rule of each is one of <paramref name="rules"/>.</param>
    public static JsonObject Of(IReadOnlyList<SarifRule> rules, IEnumerable<SarifResult> results)
    {
        var places = rules.Index().ToDictionary(rule => rule.Item.Id, rule => rule.Index, StringComparer.Ordinal);
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject { ["driver"] = Driver(rules) },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = JsonDocumentWriter.Array(results, result => Result(result, places[result.RuleId])),
            }),
        };
    }

    private static JsonObject Driver(IReadOnlyList<SarifRule> rules) => new()
    {
        ["name"] = "kflags",
        ["version"] = typeof(SarifDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        ["rules"] = JsonDocumentWriter.Array(rules, Rule),
    };

    private static JsonObject Rule(SarifRule rule)
    {
        var json = new JsonObject { ["id"] = rule.Id, ["shortDescription"] = Message(rule.Title) };
        if (rule.Help is { } help)
        {
            json["helpUri"] = help;
        }

        return json;
    }

    private static JsonObject Result(SarifResult result, int rule) => new()
    {
        ["ruleId"] = result.RuleId,
        ["ruleIndex"] = rule,
        ["level"] = result.Level,
        ["message"] = Message(result.Message),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = UriOf(result.Path) },
                ["region"] = new JsonObject
                {
                    ["startLine"] = result.Line,
                    ["startColumn"] = result.Column,
                    ["endLine"] = result.EndLine,
                    ["endColumn"] = result.EndColumn,
                },
            },
        }),
    };

    private static JsonObject Message(string text) => new() { ["text"] = JsonDocumentWriter.Text(text) };

    /// <summary>A path as a reference: what a URI gives a meaning, such as a blank or a colon, is escaped.</summary>
    private static string UriOf(string path) =>
        (Path.IsPathRooted(path) ? "file://" : "") + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
