using System.Text.Json;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>What makes mappings many, as the page is given it: each with the sentence of the text output, and with words that filter the table.</summary>
/// <param name="text">What is said in sentences.</param>
/// <param name="columns">What is shown of each VMA.</param>
/// <param name="borders">What keeps those apart that touch.</param>
/// <param name="gaps">Those that stand alone.</param>
internal sealed class PageCauses(PageText text, HtmlColumns columns, IReadOnlyList<BorderGroup> borders, IReadOnlyList<GapGroup> gaps)
{
    /// <summary>Writes the causes: first those of borders, by the number that the column has of them, then those of gaps.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        var byReason = borders.ToDictionary(group => (group.Border, group.Pattern));
        var lines = new List<string>();
        json.WriteStartArray("causes"u8);
        foreach (var group in columns.Reasons.Select(reason => byReason.GetValueOrDefault(reason) ?? new(reason.Border, reason.Pattern, 0, "", null)))
        {
            lines.Add(SummaryText.Line(group, text.Limit));
            WriteBorder(json, group, lines[^1]);
        }

        foreach (var group in gaps)
        {
            lines.Add(GapText.Line(group));
            WriteGap(json, group, lines[^1]);
        }

        json.WriteEndArray();
        WriteSummary(json, lines);
        WriteChanges(json);
        json.Flush();
    }

    /// <summary>The lines of the summary, each with the cause that it is about, where that is one.</summary>
    private void WriteSummary(Utf8JsonWriter json, List<string> lines)
    {
        json.WriteStartArray("summary"u8);
        foreach (var (line, filter) in text.Summary)
        {
            json.WriteStartArray();
            json.WriteStringValue(line);
            json.WriteNumberValue(lines.FindIndex(cause => line.StartsWith(cause, StringComparison.Ordinal)));
            json.WriteStringValue(filter);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteChanges(Utf8JsonWriter json)
    {
        json.WriteStartArray("changes"u8);
        foreach (var change in text.Changes)
        {
            json.WriteStartArray();
            json.WriteStringValue(change.Text);
            json.WriteStringValue(change.Filter);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteBorder(Utf8JsonWriter json, BorderGroup group, string line)
    {
        json.WriteStartObject();
        PageData.WriteTexts(json, "kinds", group.Border.Reasons.Select(one => one.KindName));
        json.WriteString("words"u8, BorderWords.All(group.Border) + group.Key[group.Border.Key.Length..]);
        json.WriteString("short"u8, BorderWords.Short(group.Border));
        json.WriteString("line"u8, line);
        json.WriteNumber("count"u8, group.Count);
        json.WriteBoolean("normal"u8, group.IsNormal);
        json.WriteStartArray("proofs"u8);
        foreach (var candidate in group.Border.IsHidden && !group.Border.IsProven ? group.Border.Reasons[0].Words : [])
        {
            json.WriteStartArray();
            var cause = HiddenCause.Named(candidate);
            json.WriteStringValue(cause.Words);
            json.WriteStringValue(cause.Proof);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGap(Utf8JsonWriter json, GapGroup group, string line)
    {
        var size = group.Size is { } told ? $" of {Sizes.Of(told)}" : "";
        var gap = group.Gap is { } between ? $" between gaps of {Sizes.Of(between)}" : "";
        json.WriteStartObject();
        PageData.WriteTexts(json, "kinds", ["alone"]);
        json.WriteString("words"u8, $"stands alone: {MappingKinds.Names[(int)group.Kind]}{size}{gap}");
        json.WriteString("short"u8, "stands alone");
        json.WriteString("line"u8, line);
        json.WriteNumber("count"u8, group.Vmas);
        json.WriteBoolean("normal"u8, false);
        PageData.WriteTexts(json, "proofs", []);
        json.WriteNumber("kind"u8, (int)group.Kind);
        WritePages(json, "size", group.Size);
        WritePages(json, "gap", group.Gap);
        json.WriteEndObject();
    }

    private static void WritePages(Utf8JsonWriter json, string name, ulong? bytes)
    {
        if (bytes is { } told)
        {
            json.WriteNumber(name, told / HtmlColumns.PageSize);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
