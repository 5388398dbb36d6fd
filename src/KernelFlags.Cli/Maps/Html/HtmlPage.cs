using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>An address space as one page that needs nothing else: a picture, a table and a box that decodes flags.</summary>
/// <param name="kernel">The kernel whose flags they are.</param>
/// <param name="columns">What is shown of each VMA.</param>
/// <param name="groups">The borders, summed up.</param>
internal sealed class HtmlPage(MapsKernel kernel, HtmlColumns columns, MapsTotals totals, IReadOnlyList<BorderGroup> groups)
{
    private static readonly string[] Scripts = ["data.js", "colours.js", "read.js", "decode.js", "picture.js", "table.js", "main.js"];

    /// <summary>Makes the page.</summary>
    /// <param name="title">What it is of.</param>
    public string Render(string title, int limit) => new StringBuilder(Resource("page.html"))
        .Replace("{{title}}", WebUtility.HtmlEncode(VisibleText.Of(title)))
        .Replace("{{style}}", Resource("page.css").TrimEnd())
        .Replace("{{script}}", string.Join('\n', Scripts.Select(Resource)).TrimEnd())
        .Replace("{{data}}", Data(limit))
        .ToString();

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The page lacks {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The data as JSON; its encoder leaves nothing in it that would end the element of the page.</summary>
    private string Data(int limit)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("about"u8, About());
            json.WriteNumber("counted"u8, totals.Vmas);
            json.WriteNumber("limit"u8, limit);
            WriteNumbers(json, "gap", columns.Gap);
            WriteNumbers(json, "length", columns.Length);
            WriteNumbers(json, "offset", columns.Offset);
            WriteNumbers(json, "rss", columns.Rss);
            WriteNumbers(json, "kind", columns.Kind);
            WriteNumbers(json, "why", columns.Why);
            WriteTexts(json, "kinds", MappingKinds.Names);
            WriteTexts(json, "perm", "perms", columns.Perms);
            WriteTexts(json, "set", "sets", columns.Sets);
            WriteTexts(json, "path", "paths", columns.Paths);
            WriteGuards(json);
            WriteReasons(json, limit);
            WriteFlags(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private string About()
    {
        var size = totals.All().Size;
        var rss = totals.All().InMemory is { } told ? $", {Sizes.Of(told)} in memory" : "";
        var guards = totals.GuardRegions == 0 ? "" : $", {Sizes.Of(totals.GuardRegions)} guard regions";
        return $"Flags as Linux {kernel.Table.Kernel.Kernel} has them. {Sizes.Of(size)} mapped{rss}{guards}.";
    }

    private void WriteGuards(Utf8JsonWriter json)
    {
        const ulong PageSize = 4096;
        json.WriteStartArray("guards"u8);
        foreach (var (vma, start, guards) in columns.Guards)
        {
            json.WriteStartArray();
            json.WriteNumberValue(vma);
            foreach (var guard in guards)
            {
                json.WriteStartArray();
                json.WriteNumberValue((guard.Start - start) / PageSize);
                json.WriteNumberValue(guard.Length / PageSize);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteReasons(Utf8JsonWriter json, int limit)
    {
        var byReason = groups.ToDictionary(group => (group.Border, group.Pattern));
        json.WriteStartArray("reasons"u8);
        foreach (var (number, reason) in columns.Reasons.Index())
        {
            var group = byReason[reason];
            json.WriteStartObject();
            json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"#{number}"));
            WriteTexts(json, "kinds", reason.Border.Reasons.Select(one => one.KindName));
            json.WriteString("short"u8, BorderWords.Short(reason.Border));
            json.WriteString("text"u8, BorderWords.All(reason.Border));
            json.WriteString("line"u8, SummaryText.Line(group, limit));
            json.WriteNumber("count"u8, group.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
        WriteNumbers(json, "hidden", names.Hidden.Bits());
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

    private static void WriteTexts(Utf8JsonWriter json, string column, string texts, NumberedTexts numbered)
    {
        WriteNumbers(json, column, numbered.Column);
        WriteTexts(json, texts, numbered.Texts);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<ulong?> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            if (number is { } told)
            {
                json.WriteNumberValue(told);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<ulong> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
