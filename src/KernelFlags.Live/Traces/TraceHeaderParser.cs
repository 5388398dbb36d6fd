using System.Globalization;
using System.Text.Json;
using KernelFlags.Live.Input;

namespace KernelFlags.Live.Traces;

/// <summary>Reads a trace's first line.</summary>
internal static class TraceHeaderParser
{
    private const int Version = 1;

    /// <summary>What stands among the options and is none.</summary>
    private static readonly string[] Settings = ["pku", "thp_disabled"];

    public static TraceHeader Parse(ReadOnlySpan<byte> text, long line, bool isScript, out bool isHeader)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.ToArray());
        }
        catch (JsonException e)
        {
            throw Wrong(line, "the line is not JSON; a trace is one JSON object a line", (int)(e.BytePositionInLine ?? 0) + 1);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(line, "an object is expected here: the header of a trace");
            }

            isHeader = !root.TryGetProperty("op", out _);
            if (!isHeader && isScript)
            {
                return TraceReader.DefaultHeader;
            }

            try
            {
                return Parse(root, line, isScript);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException)
            {
                throw Wrong(line, "a value of the header has the wrong type; see the form of a trace");
            }
        }
    }

    private static TraceHeader Parse(JsonElement root, long line, bool isScript)
    {
        if (root.TryGetProperty("trace", out var version))
        {
            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"version {version.GetRawText()} of the format is not known; version {Version} is");
                throw new InputException(InputException.UnknownVersion, line, 1, text);
            }
        }
        else if (!isScript)
        {
            throw Wrong(line, "the header is missing; a trace starts with {\"trace\":1,…}");
        }

        var config = root.TryGetProperty("config", out var c) && c.ValueKind == JsonValueKind.Object ? c : default;
        return new TraceHeader
        {
            Kernel = Text(root, "kernel") ?? (isScript ? "" : throw Wrong(line, "\"kernel\" is missing; the header says what it was recorded on")),
            Arch = Text(root, "arch") ?? "x86_64",
            PageSize = Number(root, "page_size") ?? 4096,
            Window = Window(root) ?? (isScript ? TraceReader.DefaultHeader.Window : throw Wrong(line, "\"window\" is missing or none: two addresses")),
            Config = Booleans(config).Where(o => !Settings.Contains(o.Key)).ToDictionary(StringComparer.Ordinal),
            MaxMapCount = (int)(Number(config, "max_map_count") ?? 65530),
            OvercommitMemory = (int)(Number(config, "overcommit_memory") ?? 0),
            ProtectionKeys = Boolean(config, "pku") ?? false,
            Thp = Text(config, "thp") ?? "madvise",
            ThpShmem = Text(config, "thp_shmem") ?? "never",
            ThpDisabled = Boolean(config, "thp_disabled") ?? isScript,
            ReadAheadKilobytes = (int?)Number(config, "read_ahead_kb"),
            Probe = Booleans(Property(root, "probe")),
            Files = [.. Elements(root, "files").Select(File)],
            Uffd = [.. Elements(root, "uffd").Select(u => (IReadOnlyList<string>)[.. u.EnumerateArray().Select(f => f.GetString() ?? "")])],
            Seed = (long)(Number(root, "seed") ?? 0),
            Mix = Text(root, "mix") ?? "",
            HeapStart = Address(Property(root, "heap")),
            PlacementTop = Address(Property(root, "placement")),
        };
    }

    private static TraceFile File(JsonElement file) => new(
        (int)(Number(file, "id") ?? throw new FormatException()),
        Text(file, "kind") ?? "regular",
        Text(file, "mode") != "r",
        Number(file, "size") ?? throw new FormatException());

    private static TraceRange? Window(JsonElement root) =>
        Property(root, "window") is { ValueKind: JsonValueKind.Array } window && window.GetArrayLength() == 2
        && Address(window[0]) is { } start && Address(window[1]) is { } end && start < end
        ? new TraceRange(start, end)
        : null;

    private static ulong? Address(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal)
        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
        ? address
        : null;

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator Elements(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private static string? Text(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: not JsonValueKind.Undefined } value ? value.GetString() : null;

    private static ulong? Number(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: not JsonValueKind.Undefined } value ? value.GetUInt64() : null;

    private static bool? Boolean(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: not JsonValueKind.Undefined } value ? value.GetBoolean() : null;

    private static Dictionary<string, bool> Booleans(JsonElement parent) => parent.ValueKind != JsonValueKind.Object
        ? []
        : parent.EnumerateObject()
            .Where(p => p.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            .ToDictionary(p => p.Name, p => p.Value.GetBoolean(), StringComparer.Ordinal);

    private static InputException Wrong(long line, string message, int column = 1) => new(InputException.Malformed, line, column, message);
}
