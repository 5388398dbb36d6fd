using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Maps.Rows;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;
using static KernelFlags.Cli.Output.JsonValues;

namespace KernelFlags.Cli.Maps;

/// <summary>The document of <c>kflags maps --format json</c>, a line a VMA; written as the VMAs come.</summary>
/// <param name="withVmas">Whether it has VMAs and borders, beside the sums.</param>
/// <param name="kernel">Whose flags they are.</param>
/// <param name="choice">Which VMAs and which of their sizes are asked for.</param>
internal sealed class MapsJson(bool withVmas, MapsKernel kernel, MapsChoice choice) : IMapsSink, IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonLines _vmas = new();
    private readonly JsonLines _borders = new();

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        if (!withVmas)
        {
            return;
        }

        if (item.Below is { } border)
        {
            WriteBorder(_borders.Begin(), item.Entry.Start, border);
            _borders.End();
        }

        VmaJson.Write(_vmas.Begin(), item, kernel, choice.Columns ?? []);
        _vmas.End();
    }

    /// <summary>Writes the document.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="pid">The process; null for a saved file.</param>
    /// <param name="kernel">The kernel whose flags they are.</param>
    /// <param name="limit">The most VMAs that a process may have.</param>
    /// <param name="summary">What makes mappings many; null where nobody asked.</param>
    /// <param name="vmas">How many VMAs there are, those that are left out too.</param>
    /// <param name="totals">The sums over those that are asked for.</param>
    /// <param name="fields">The fields that the text had; null where they are of other VMAs too.</param>
    public void Write(
        TextWriter writer,
        int? pid,
        string kernel,
        int limit,
        SummedUp? summary,
        int vmas,
        MapsTotals totals,
        IReadOnlyList<MapsField>? fields)
    {
        writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"pid\":{pid?.ToString(CultureInfo.InvariantCulture) ?? "null"},\"kernel\":\"{kernel}\",\"max_map_count\":{limit}"));
        if (choice.Filter is { } filter)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $",\"filter\":\"{JsonEncodedText.Encode(filter.Text, Options.Encoder)}\",\"process_vmas\":{vmas}"));
        }

        if (withVmas)
        {
            _vmas.Write(writer, "vmas");
        }

        if (summary is not null)
        {
            if (withVmas)
            {
                _borders.Write(writer, "borders");
            }

            WriteLines(writer, "summary", summary.Borders, WriteGroup);
            WriteLines(writer, "gaps", summary.Gaps, WriteGap);
            WriteLines(writer, "uses", summary.Uses, WriteUse);
            WriteLines(writer, "files", summary.Files, WriteFiles);
        }

        using var sums = new JsonLines();
        WriteTotals(sums.Begin(), totals, fields);
        sums.End();
        sums.Write(writer, "totals", isArray: false);
        writer.Write("\n}\n");
    }

    private static void WriteLines<T>(TextWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var lines = new JsonLines();
        foreach (var item in items)
        {
            write(lines.Begin(), item);
            lines.End();
        }

        lines.Write(writer, name);
    }

    private static void WriteGap(Utf8JsonWriter json, GapGroup group)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, MappingKinds.Names[(int)group.Kind]);
        json.WriteNumber("vmas"u8, group.Vmas);
        WriteSize(json, "size", group.Size);
        WriteSize(json, "gap", group.Gap);
        json.WriteString("cause"u8, group.Cause);
        json.WriteEndObject();
    }

    private static void WriteUse(Utf8JsonWriter json, UseLine use)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, MappingKinds.Names[(int)use.Kind]);
        json.WriteNumber("vmas"u8, use.Vmas);
        json.WriteNumber("vmas_fewer"u8, use.Fewer);
        json.WriteString("text"u8, use.Text);
        json.WriteString("known_by"u8, use.Evidence);
        WriteStrings(json, "documents", [.. use.Settings.Select(setting => setting.Document)]);
        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, FileSeries series)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, series.Name);
        json.WriteNumber("files"u8, series.Files);
        json.WriteNumber("vmas"u8, series.Vmas);
        json.WriteNumber("vmas_fewer_now"u8, series.Fewer);
        json.WriteNumber("vmas_fewer"u8, series.Fewer);
        json.WriteEndObject();
    }

    public void Dispose()
    {
        _vmas.Dispose();
        _borders.Dispose();
    }

    private static void WriteBorder(Utf8JsonWriter json, ulong at, Border border)
    {
        json.WriteStartObject();
        WriteAddress(json, "at", at);
        json.WriteBoolean("certain"u8, border.IsCertain);
        WriteProof(json, border);
        WriteReasons(json, border);
        json.WriteEndObject();
    }

    /// <summary>What is proven of a border; nothing where nothing is.</summary>
    internal static void WriteProof(Utf8JsonWriter json, Border border)
    {
        if (!border.IsProven)
        {
            return;
        }

        json.WriteString("proven"u8, border.Proven[0].Name);
        json.WriteString("proof"u8, string.Join("; ", border.Proven.Select(cause => cause.What)));
    }

    private static void WriteGroup(Utf8JsonWriter json, BorderGroup group)
    {
        json.WriteStartObject();
        json.WriteString("reason"u8, group.Key);
        json.WriteNumber("borders"u8, group.Count);
        json.WriteBoolean("certain"u8, group.Border.IsCertain);
        WriteProof(json, group.Border);
        WriteReasons(json, group.Border);
        json.WriteString("cause"u8, group.Cause);
        json.WriteString("mend"u8, group.Remedy?.Call);
        WriteSize(json, "vmas_fewer_now", (ulong?)group.FewerNow);
        json.WriteNumber("vmas_fewer"u8, group.Fewer);
        WriteUses(json, group.Uses);
        json.WriteEndObject();
    }

    private static void WriteUses(Utf8JsonWriter json, IReadOnlyList<(MappingKind Kind, int Borders)> uses)
    {
        if (uses.Count == 0)
        {
            return;
        }

        json.WriteStartArray("uses"u8);
        foreach (var (kind, borders) in uses)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, MappingKinds.Names[(int)kind]);
            json.WriteNumber("borders"u8, borders);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WriteReasons(Utf8JsonWriter json, Border border)
    {
        json.WriteStartArray("reasons"u8);
        for (var i = 0; i < border.Reasons.Count; i++)
        {
            var reason = border.Reasons[i];
            json.WriteStartObject();
            json.WriteString("kind"u8, reason.KindName);
            if (reason.Words.Count > 0)
            {
                WriteStrings(json, reason.Kind == BorderKind.Hidden ? "candidates" : "flags", reason.Words);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotals(Utf8JsonWriter json, MapsTotals totals, IReadOnlyList<MapsField>? fields)
    {
        json.WriteStartObject();
        json.WriteNumber("vmas"u8, totals.Vmas);
        WriteSize(json, "guard_regions", totals.AreGuardsTold ? (ulong)totals.GuardRegions : null);
        WriteSize(json, "guard_bytes", totals.AreGuardsTold ? totals.GuardBytes : null);
        WriteStrings(json, "unknown", [.. totals.Unknown.Order(StringComparer.Ordinal)]);
        json.WriteStartArray("kinds"u8);
        foreach (var sums in totals.Kinds)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, sums.Name);
            json.WriteNumber("vmas"u8, sums.Vmas);
            json.WriteNumber("size"u8, sums.Size);
            WriteSum(json, "rss", sums, sums.Rss);
            WriteSum(json, "swap", sums, sums.Swap);
            WriteSum(json, "locked", sums, sums.Locked);
            if (sums.HugeTlb.Total > 0)
            {
                WriteSum(json, "hugetlb", sums, sums.HugeTlb);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFields(json, fields);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<MapsField>? fields)
    {
        if (fields is null)
        {
            json.WriteNull("fields"u8);
            return;
        }

        json.WriteStartObject("fields"u8);
        foreach (var field in fields)
        {
            WriteSize(json, field.Name, field.CanBeSummed ? field.Total : null);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a sum, and of how many VMAs it is where that is not all.</summary>
    private static void WriteSum(Utf8JsonWriter json, string name, KindTotals kind, ToldSum sum)
    {
        WriteSize(json, name, sum.Total);
        if (sum.Vmas > 0 && sum.Vmas < kind.Vmas)
        {
            json.WriteNumber(name + "_vmas", sum.Vmas);
        }
    }

    /// <summary>Values, one a line, held back until the document is written.</summary>
    private sealed class JsonLines : IDisposable
    {
        private readonly Spool _spool = new();
        private readonly ArrayBufferWriter<byte> _line = new();
        private readonly Utf8JsonWriter _json;
        private bool _isFirst = true;

        public JsonLines() => _json = new(_line, Options);

        public Utf8JsonWriter Begin()
        {
            _line.ResetWrittenCount();
            _json.Reset();
            return _json;
        }

        public void End()
        {
            _json.Flush();
            _spool.Write(_isFirst ? "\n"u8 : ",\n"u8);
            _spool.Write(_line.WrittenSpan);
            _isFirst = false;
        }

        public void Write(TextWriter writer, string name, bool isArray = true)
        {
            writer.Write($",\n\"{name}\":{(isArray ? "[" : "")}");
            _spool.CopyTo(writer);
            writer.Write(isArray ? _isFirst ? "]" : "\n]" : "");
        }

        public void Dispose()
        {
            _json.Dispose();
            _spool.Dispose();
        }
    }
}
