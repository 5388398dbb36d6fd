using System.Globalization;
using KernelFlags.Live.Traces.Json;
using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Traces;

/// <summary>Reads a trace's first line. A key that is there twice would leave open which one counts.</summary>
internal static class TraceHeaderParser
{
    private const int Version = 1;

    private const ulong SmallestPage = 4 << 10;

    /// <summary>That of 32-bit powerpc with <c>PPC_256K_PAGES</c>.</summary>
    private const ulong LargestPage = 256 << 10;

    public static TraceHeader Parse(ReadOnlySpan<byte> text, long line, bool isScript, out bool isHeader)
    {
        var json = new JsonCursor(text, line);
        if (json.Peek() is not ((byte)'{' or (byte)'['))
        {
            throw json.Wrong("the line is not JSON; a trace is one JSON object a line");
        }

        isHeader = !(isScript && IsOperation(text, line));
        return isHeader ? ReadHeader(ref json, isScript) : TraceReader.DefaultHeader;
    }

    private static bool IsOperation(ReadOnlySpan<byte> text, long line)
    {
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var first = true;
        while (json.NextKey(ref first, out var key))
        {
            if (key.SequenceEqual("op"u8))
            {
                return true;
            }

            json.SkipValue();
        }

        return false;
    }

    private static TraceHeader ReadHeader(ref JsonCursor json, bool isScript)
    {
        var header = TraceReader.DefaultHeader with { ThpDisabled = isScript };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.BeginObject();
        var first = true;
        while (json.NextNewKey(ref first, seen) is { } key)
        {
            header = key switch
            {
                "trace" => ReadVersion(ref json, header),
                "kernel" => header with { Kernel = json.ReadPrintable(key) },
                "arch" => header with { Arch = json.ReadPrintable(key) },
                "page_size" => header with { PageSize = ReadPageSize(ref json) },
                "window" => header with { Window = ReadWindow(ref json) },
                "config" => ReadConfig(ref json, header),
                "probe" => header with { Probe = ReadBooleans(ref json) },
                "files" => header with { Files = ReadFiles(ref json) },
                "uffd" => header with { Uffd = ReadUffd(ref json) },
                "seed" => header with { Seed = unchecked((long)json.ReadUInt64()) },
                "mix" => header with { Mix = json.ReadText() },
                "heap" => header with { HeapStart = json.TryReadNull() ? null : json.ReadAddress() },
                "placement" => header with { PlacementTop = json.TryReadNull() ? null : json.ReadAddress() },
                _ => Skip(ref json, header),
            };
        }

        json.End();
        return isScript ? header
            : !seen.Contains("trace") ? throw json.WrongAt(0, "the header is missing; a trace starts with {\"trace\":1,…}")
            : !seen.Contains("kernel") ? throw json.WrongAt(0, "\"kernel\" is missing; the header says what it was recorded on")
            : !seen.Contains("window") ? throw json.WrongAt(0, "\"window\" is missing; the header says between which addresses everything happens")
            : header;
    }

    private static TraceHeader Skip(ref JsonCursor json, TraceHeader header)
    {
        json.SkipValue();
        return header;
    }

    private static TraceHeader ReadVersion(ref JsonCursor json, TraceHeader header)
    {
        json.Peek();
        var at = json.Position;
        var version = json.TakeValue();
        return version.SequenceEqual("1"u8)
            ? header
            : throw json.WrongAt(
                at,
                string.Create(CultureInfo.InvariantCulture, $"version {JsonCursor.Printable(version)} of the format is not known; version {Version} is"),
                InputException.UnknownVersion);
    }

    private static ulong ReadPageSize(ref JsonCursor json)
    {
        json.Peek();
        var at = json.Position;
        var size = json.ReadUInt64();
        return ulong.IsPow2(size) && size is >= SmallestPage and <= LargestPage
            ? size
            : throw json.WrongAt(at, $"\"page_size\" is {size}; a page has a power of two from {SmallestPage} to {LargestPage} bytes");
    }

    private static TraceRange ReadWindow(ref JsonCursor json)
    {
        json.Peek();
        var at = json.Position;
        var addresses = ReadList(ref json, (ref JsonCursor j) => j.ReadAddress());
        return addresses is [var start, var end] && start < end
            ? new TraceRange(start, end)
            : throw json.WrongAt(at, "\"window\" is two addresses, the lower one first");
    }

    private static TraceHeader ReadConfig(ref JsonCursor json, TraceHeader header)
    {
        var options = new Dictionary<string, bool>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.BeginObject();
        var first = true;
        while (json.NextNewKey(ref first, seen) is { } key)
        {
            switch (key)
            {
                case "max_map_count":
                    header = header with { MaxMapCount = json.ReadInt32() };
                    break;
                case "overcommit_memory":
                    header = header with { OvercommitMemory = ReadOvercommit(ref json) };
                    break;
                case "pku":
                    header = header with { ProtectionKeys = json.ReadBoolean() };
                    break;
                case "thp":
                    header = header with { Thp = json.ReadTextOrNull() ?? header.Thp };
                    break;
                case "thp_shmem":
                    header = header with { ThpShmem = json.ReadTextOrNull() ?? header.ThpShmem };
                    break;
                case "thp_disabled":
                    header = header with { ThpDisabled = json.ReadBoolean() };
                    break;
                case "read_ahead_kb":
                    header = header with { ReadAheadKilobytes = json.TryReadNull() ? null : json.ReadInt32() };
                    break;
                default:
                    AddBoolean(ref json, key, options);
                    break;
            }
        }

        return header with { Config = options };
    }

    private static int ReadOvercommit(ref JsonCursor json)
    {
        json.Peek();
        var at = json.Position;
        return json.ReadInt32() is >= 0 and <= 2 and var mode ? mode : throw json.WrongAt(at, "\"overcommit_memory\" is 0, 1 or 2");
    }

    private static Dictionary<string, bool> ReadBooleans(ref JsonCursor json)
    {
        var values = new Dictionary<string, bool>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.BeginObject();
        var first = true;
        while (json.NextNewKey(ref first, seen) is { } key)
        {
            AddBoolean(ref json, key, values);
        }

        return values;
    }

    /// <summary>Adds a value that is true or false; of another kind it is none that a trace has.</summary>
    private static void AddBoolean(ref JsonCursor json, string key, Dictionary<string, bool> values)
    {
        if (json.Peek() is (byte)'t' or (byte)'f')
        {
            values.Add(key, json.ReadBoolean());
        }
        else
        {
            json.SkipValue();
        }
    }

    private static List<TraceFile> ReadFiles(ref JsonCursor json)
    {
        var ids = new HashSet<int>();
        return ReadList(ref json, (ref JsonCursor j) => ReadFile(ref j, ids));
    }

    private static TraceFile ReadFile(ref JsonCursor json, HashSet<int> ids)
    {
        json.Peek();
        var at = json.Position;
        var (id, size) = (default(int?), default(ulong?));
        var (kind, mode) = ("regular", "rw");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        json.BeginObject();
        var first = true;
        while (json.NextNewKey(ref first, seen) is { } key)
        {
            switch (key)
            {
                case "id":
                    id = json.ReadInt32();
                    break;
                case "kind":
                    kind = json.ReadText();
                    break;
                case "mode":
                    mode = json.ReadText();
                    break;
                case "size":
                    size = json.ReadUInt64();
                    break;
                default:
                    json.SkipValue();
                    break;
            }
        }

        return id is not > 0 || size is not { } bytes ? throw json.WrongAt(at, "a file needs \"id\", a number from 1, and \"size\"")
            : !ids.Add(id.Value) ? throw json.WrongAt(at, $"file {id} is there twice; each has a number of its own")
            : new TraceFile(id.Value, kind, mode != "r", bytes);
    }

    private static List<IReadOnlyList<string>> ReadUffd(ref JsonCursor json) =>
        ReadList<IReadOnlyList<string>>(ref json, (ref JsonCursor j) => ReadList(ref j, (ref JsonCursor k) => k.ReadText()));

    private static List<T> ReadList<T>(ref JsonCursor json, ReadItem<T> read)
    {
        var items = new List<T>();
        json.BeginArray();
        var first = true;
        while (json.NextElement(ref first))
        {
            items.Add(read(ref json));
        }

        return items;
    }

    private delegate T ReadItem<out T>(ref JsonCursor json);
}
