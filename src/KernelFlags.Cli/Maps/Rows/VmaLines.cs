using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Proc.Mappings;
using static KernelFlags.Cli.Output.JsonValues;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>
/// VMAs as JSON lines, to be gathered from many machines and looked at together: each line holds all that is needed to know what it is about.
/// </summary>
/// <param name="about">What all lines are about.</param>
/// <param name="output">Where to.</param>
/// <param name="kernel">Whose flags they are.</param>
internal sealed class VmaLines(LineSubject about, Stream output, MapsKernel kernel) : IMapsSink, IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly MapsColumn[] Columns = [MapsColumn.Kind, .. MapsColumn.All.Where(column => column.IsSize)];

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        about.Write(_json);
        WriteSize(_json, "size", item.Entry.Length);
        VmaJson.WriteFields(_json, item, kernel, Columns);
        WriteBorder(item);
        _json.WriteEndObject();
        _json.Flush();
        output.Write(_line.WrittenSpan);
        output.WriteByte((byte)'\n');
    }

    public void Dispose() => _json.Dispose();

    /// <summary>Why it and the VMA below it are two; null where they do not touch.</summary>
    private void WriteBorder(in MapsItem item)
    {
        _json.WriteString("why"u8, item.Below is { } below ? below.Key + BorderGroup.SuffixOf(item.Pattern) : null);
        if (item.Below is { } border)
        {
            _json.WriteBoolean("certain"u8, border.IsCertain);
            MapsJson.WriteProof(_json, border);
            MapsJson.WriteReasons(_json, border);
        }
    }
}
