using System.Text.Json;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Changes;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>The data of a page as JSON; its encoder leaves nothing in it that would end the element of the page.</summary>
/// <param name="kernel">The kernel whose flags they are.</param>
/// <param name="text">What is said in sentences.</param>
/// <param name="columns">What is shown of each VMA.</param>
/// <param name="counted">How many VMAs count against the limit.</param>
/// <param name="borders">What keeps those apart that touch.</param>
/// <param name="gaps">Those that stand alone.</param>
internal sealed class PageData(MapsKernel kernel, PageText text, HtmlColumns columns, int counted, IReadOnlyList<BorderGroup> borders, IReadOnlyList<GapGroup> gaps)
{
    /// <summary>Writes it.</summary>
    /// <param name="stream">Where to.</param>
    public void WriteTo(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("about"u8, text.About);
        json.WriteNumber("counted"u8, counted);
        json.WriteNumber("limit"u8, text.Limit);
        json.WriteNumber("rows"u8, columns.Count);
        WriteTexts(json, "advice", text.Advice);
        WriteTexts(json, "notes", text.Notes);
        WriteTexts(json, "kinds", MappingKinds.Names);
        WriteTexts(json, "changeNames", Enum.GetValues<VmaChange>().Select(ChangeText.Word));
        WriteColumns(json);
        WriteGuards(json);
        new PageCauses(text, columns, borders, gaps).WriteTo(json);
        WriteFlags(json);
        json.WriteEndObject();
    }

    /// <summary>Writes texts as an array.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var one in texts)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    private void WriteColumns(Utf8JsonWriter json)
    {
        foreach (var (name, column) in columns.Numbers)
        {
            column.WriteTo(json, name);
        }

        json.WriteStartObject("sizes"u8);
        foreach (var (field, column) in columns.Sizes)
        {
            column.WriteTo(json, field);
        }

        json.WriteEndObject();
        WriteTexts(json, "perms", columns.Perms.Values);
        WriteTexts(json, "sets", columns.Sets.Values);
        WriteTexts(json, "hiddenSets", columns.Hidden.Values);
        WriteTexts(json, "befores", columns.Before.Values);
        json.WriteStartArray("files"u8);
        foreach (var file in columns.Files.Values)
        {
            json.WriteStartArray();
            json.WriteStringValue(file.Path);
            json.WriteStringValue(file.Device);
            json.WriteStringValue(FormattableString.Invariant($"{file.Inode}"));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
    }

    private void WriteGuards(Utf8JsonWriter json)
    {
        json.WriteStartArray("guards"u8);
        foreach (var (vma, start, guards) in columns.Guards)
        {
            json.WriteStartArray();
            json.WriteNumberValue(vma);
            foreach (var guard in guards)
            {
                json.WriteStartArray();
                json.WriteNumberValue((guard.Start - start) / HtmlColumns.PageSize);
                json.WriteNumberValue(guard.Length / HtmlColumns.PageSize);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
    }

    private void WriteFlags(Utf8JsonWriter json)
    {
        var names = new FlagNames(kernel.Table);
        json.WriteStartArray("flags"u8);
        foreach (var bit in Enumerable.Range(0, kernel.Table.Width).Where(bit => names.At(bit).Count > 0))
        {
            var flag = DecodedFlag.Of(bit, names.At(bit));
            json.WriteStartObject();
            json.WriteString("mnemonic"u8, kernel.Table.Smaps.Count > bit ? kernel.Table.Smaps[bit] : "");
            json.WriteString("name"u8, flag.Name);
            json.WriteNumber("bit"u8, bit);
            json.WriteString("meaning"u8, flag.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("hidden"u8);
        foreach (var bit in names.Hidden.Bits())
        {
            json.WriteNumberValue(bit);
        }

        json.WriteEndArray();
        json.WriteStartObject("names"u8);
        WriteNames(json, "smaps", names.Mnemonics);
        WriteNames(json, "trace", names.TraceNames);
        WriteNames(json, "c", names.CNames);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string kind, IEnumerable<KeyValuePair<string, FlagBits>> names)
    {
        json.WriteStartArray(kind);
        foreach (var (name, bits) in names)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(bits.ToString());
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
