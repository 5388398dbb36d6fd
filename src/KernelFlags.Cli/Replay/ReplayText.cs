using System.Globalization;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Replay;

namespace KernelFlags.Cli.Replay;

/// <summary>A trace that was replayed.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Report">What came of it.</param>
internal sealed record ReplayedTrace(string File, TraceReport Report);

/// <summary>Writes what came of replaying traces.</summary>
internal static class ReplayText
{
    private const int WidestValue = 400;

    public static void Write(TextWriter output, IReadOnlyList<ReplayedTrace> traces, Style style)
    {
        foreach (var (file, report) in traces)
        {
            var verdict = report.Passed ? style.Green("passed") : style.Red("failed");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file}: {verdict}, {report.Operations} operations, {report.Snapshots} snapshots, hash {report.Hash}"));
            foreach (var mismatch in report.Mismatches)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  operation {mismatch.Number} (line {mismatch.Line}), {mismatch.Kind}:"));
                output.WriteLine($"    expected {Cut(mismatch.Expected)}");
                output.WriteLine($"    actual   {Cut(mismatch.Actual)}");
            }

            foreach (var skipped in report.Skipped)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  operation {skipped.Number} was skipped: {skipped.Why}"));
            }
        }

        var passed = traces.Count(t => t.Report.Passed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {traces.Count - passed} failed"));
    }

    public static JsonObject Json(IReadOnlyList<ReplayedTrace> traces) => new()
    {
        ["traces"] = JsonDocumentWriter.Array(traces, t => new JsonObject
        {
            ["file"] = t.File,
            ["operations"] = t.Report.Operations,
            ["snapshots"] = t.Report.Snapshots,
            ["hash"] = t.Report.Hash,
            ["mismatches"] = JsonDocumentWriter.Array(t.Report.Mismatches, m => new JsonObject
            {
                ["n"] = m.Number,
                ["kind"] = m.Kind,
                ["expected"] = JsonNode.Parse(m.Expected),
                ["actual"] = JsonNode.Parse(m.Actual),
            }),
            ["skipped"] = JsonDocumentWriter.Array(t.Report.Skipped, s => new JsonObject { ["n"] = s.Number, ["why"] = s.Why }),
        }),
        ["passed"] = traces.Count(t => t.Report.Passed),
        ["failed"] = traces.Count(t => !t.Report.Passed),
    };

    private static string Cut(string text) => text.Length <= WidestValue ? text : text[..WidestValue] + "…";
}
