using System.Globalization;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Strace;

namespace KernelFlags.Cli.Replay;

/// <summary>A trace that was replayed.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Report">What came of it.</param>
/// <param name="Log">What more came of it where it was a log of strace(1).</param>
internal sealed record ReplayedTrace(string File, TraceReport Report, StraceReport? Log = null);

/// <summary>Writes what came of replaying traces.</summary>
internal static class ReplayText
{
    public static void Write(TextWriter output, IReadOnlyList<ReplayedTrace> traces, Style style, bool allDifferences)
    {
        foreach (var (file, report, log) in traces)
        {
            var verdict = report.Passed ? style.Green("passed") : style.Red("failed");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{VisibleText.Of(file)}: {verdict}, {report.Operations} operations, {report.Snapshots} snapshots, hash {report.Hash}"));
            DifferenceText.Write(output, report.Mismatches, allDifferences);
            foreach (var skipped in report.Skipped)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  operation {skipped.Number} was skipped: {VisibleText.Of(skipped.Why)}"));
            }

            if (log is not null)
            {
                Write(output, log);
            }
        }

        var passed = traces.Count(t => t.Report.Passed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {traces.Count - passed} failed"));
    }

    private static void Write(TextWriter output, StraceReport log)
    {
        foreach (var kind in log.NotModelled)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  not modelled: {Calls(kind)}: {VisibleText.Of(kind.Why)}"));
        }

        foreach (var kind in log.Refused)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  not the engine's to say, and not made: {Calls(kind)}, {VisibleText.Of(kind.Why)}"));
        }

        foreach (var border in log.Borders)
        {
            var side = border.IsInMaps ? "maps has a border that the engine has not" : "the engine has a border that maps has not";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  0x{border.At:x}: {side}; hidden: {border.Reason}"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {log.Borders.Count} hidden borders, {log.Unknown} calls about memory that was mapped before the log"));
    }

    private static string Calls(StraceOmission kind) => string.Create(
        CultureInfo.InvariantCulture,
        $"{kind.Count} {(kind.Count == 1 ? "call" : "calls")} of {kind.Name}, {(kind.Count == 1 ? "in" : "the first in")} line {kind.Line}");

    public static JsonObject Json(IReadOnlyList<ReplayedTrace> traces) => new()
    {
        ["traces"] = JsonDocumentWriter.Array(traces, Json),
        ["passed"] = traces.Count(t => t.Report.Passed),
        ["failed"] = traces.Count(t => !t.Report.Passed),
    };

    private static JsonObject Json(ReplayedTrace t)
    {
        var trace = new JsonObject
        {
            ["file"] = t.File,
            ["operations"] = t.Report.Operations,
            ["snapshots"] = t.Report.Snapshots,
            ["hash"] = t.Report.Hash,
            ["mismatches"] = JsonDocumentWriter.Array(t.Report.Mismatches, m => new JsonObject
            {
                ["n"] = m.Number,
                ["operation"] = m.Operation,
                ["kind"] = m.Kind,
                ["expected"] = JsonNode.Parse(m.Expected),
                ["actual"] = JsonNode.Parse(m.Actual),
            }),
            ["skipped"] = JsonDocumentWriter.Array(t.Report.Skipped, s => new JsonObject { ["n"] = s.Number, ["why"] = s.Why }),
        };
        if (t.Log is { } log)
        {
            trace["unknown"] = log.Unknown;
            trace["not_modelled"] = JsonDocumentWriter.Array(log.NotModelled, Json);
            trace["refused"] = JsonDocumentWriter.Array(log.Refused, Json);
            trace["hidden"] = JsonDocumentWriter.Array(log.Borders, b => new JsonObject
            {
                ["at"] = string.Create(CultureInfo.InvariantCulture, $"0x{b.At:x}"),
                ["in"] = b.IsInMaps ? "maps" : "engine",
                ["candidates"] = new JsonArray(b.Reason),
            });
        }

        return trace;
    }

    private static JsonObject Json(StraceOmission kind) => new()
    {
        ["n"] = kind.Number,
        ["line"] = kind.Line,
        ["call"] = kind.Name,
        ["calls"] = kind.Count,
        ["why"] = kind.Why,
    };
}
