using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>Reads a page that was saved as what it was made of, as far as it has it: addresses, flags, files, and the sizes that it shows.</summary>
internal static class SavedPage
{
    private const string DataStart = "<script type=\"application/json\" id=\"data\">";
    private const string DataEnd = "</script>";

    private static ReadOnlySpan<byte> Beginning => "<!doctype html>"u8;

    /// <summary>The text of a file, which may be a page.</summary>
    /// <param name="file">The file; closed where it is a page.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>smaps as the page has it; the file itself where it is no page.</returns>
    /// <exception cref="UnusableException">It is a page of something else.</exception>
    public static Stream TextOf(FileStream file, string name)
    {
        if (!file.CanSeek)
        {
            return file;
        }

        Span<byte> first = stackalloc byte[Beginning.Length];
        var isPage = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Beginning);
        file.Position = 0;
        return isPage ? OfPage(file, name) : file;
    }

    private static MemoryStream OfPage(FileStream file, string name)
    {
        using var reader = new StreamReader(file);
        var page = reader.ReadToEnd();
        var start = page.IndexOf(DataStart, StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf(DataEnd, start, StringComparison.Ordinal);
        try
        {
            if (end > start)
            {
                using var data = JsonDocument.Parse(page.AsMemory(start + DataStart.Length, end - start - DataStart.Length));
                return Smaps(new Table(data.RootElement));
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // What is said below holds for it too.
        }

        throw new UnusableException($"{name} is a page, and not one that this kflags maps --html wrote; name a process, a saved smaps file, or such a page");
    }

    private static MemoryStream Smaps(Table table)
    {
        var text = new MemoryStream();
        using var writer = new StreamWriter(text, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var end = 0L;
        for (var row = 0; row < table.Rows; row++)
        {
            var start = end + table.Number("gap", row)!.Value;
            end = start + table.Number("length", row)!.Value;
            if (table.IsThere(row))
            {
                WriteVma(writer, table, row, (ulong)start * HtmlColumns.PageSize, (ulong)end * HtmlColumns.PageSize);
            }
        }

        writer.Flush();
        text.Position = 0;
        return text;
    }

    private static void WriteVma(StreamWriter writer, Table table, int row, ulong start, ulong end)
    {
        var (path, device, inode) = table.File(row);
        var offset = (ulong)table.Number("offset", row)!.Value * HtmlColumns.PageSize;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{start:x}-{end:x} {table.Text("perm", "perms", row)} {offset:x8} {device} {inode} {path}"));
        foreach (var (field, size) in table.Sizes(row))
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{field}: {size} kB"));
        }

        if (table.TellsFlags)
        {
            writer.WriteLine($"VmFlags: {table.Text("set", "sets", row)}");
        }
    }

    /// <summary>The rows of a page.</summary>
    private sealed class Table(JsonElement data)
    {
        private readonly Dictionary<string, JsonElement[]?> _columns = new(StringComparer.Ordinal);
        private readonly string[] _changes = [.. data.GetProperty("changeNames"u8).EnumerateArray().Select(name => name.GetString()!)];

        public int Rows { get; } = data.GetProperty("rows"u8).GetInt32();

        public bool TellsFlags { get; } = data.GetProperty("sets"u8).EnumerateArray().Any(line => line.GetString()!.Length > 0);

        /// <summary>Whether a VMA was there, and not only before.</summary>
        public bool IsThere(int row) => Number("change", row) is not { } change || _changes[change] is not ("gone" or "merged");

        public long? Number(string column, int row) => NumberOf(column, data.GetProperty(column), row);

        public string Text(string column, string texts, int row) => Values(texts, data.GetProperty(texts))![Number(column, row)!.Value].GetString()!;

        public (string Path, string Device, string Inode) File(int row)
        {
            var file = Values("files", data.GetProperty("files"u8))![Number("file", row)!.Value];
            return (file[0].GetString()!, file[1].GetString()!, file[2].GetString()!);
        }

        public IEnumerable<(string Field, long Size)> Sizes(int row) =>
            data.GetProperty("sizes"u8).EnumerateObject().Select(size => (size.Name, Size: NumberOf(size.Name, size.Value, row))).Where(size => size.Size is not null)
                .Select(size => (size.Name, size.Size!.Value));

        private long? NumberOf(string name, JsonElement column, int row) => column.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number => column.GetInt64(),
            _ => Values(name, column)![row] is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null,
        };

        private JsonElement[]? Values(string name, JsonElement column)
        {
            if (!_columns.TryGetValue(name, out var values))
            {
                values = [.. column.EnumerateArray()];
                _columns.Add(name, values);
            }

            return values;
        }
    }
}
