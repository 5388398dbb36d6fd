using System.Buffers.Text;
using System.Text;
using KernelFlags.Live.Input;

namespace KernelFlags.Live.Maps;

/// <summary>
/// Reads maps and smaps, one VMA at a time, in memory that does not grow with the file. Fields that it does not know are passed over:
/// each kernel has its own.
/// </summary>
/// <param name="stream">The text, gzip too; closed with the reader.</param>
public sealed class MapsReader(Stream stream) : IDisposable
{
    private readonly InputLineReader _lines = new(stream);
    private readonly Dictionary<int, (byte[] Utf8, string Text)> _texts = [];
    private MapsEntry? _next;

    /// <summary>Whether any VMA had fields of smaps.</summary>
    public bool HasFields { get; private set; }

    /// <summary>Reads the next VMA.</summary>
    /// <returns>The VMA; null at the end.</returns>
    /// <exception cref="InputException">A line is none of maps or smaps.</exception>
    public MapsEntry? Read()
    {
        while (_lines.TryRead(out var line))
        {
            if (IsField(line))
            {
                HasFields = true;
                ReadField(line, _next ?? throw Malformed("a field before the first address line"));
                continue;
            }

            var entry = ReadAddressLine(line);
            if (_next is not null && entry.Start < _next.End)
            {
                throw Malformed("the address lies below the end of the VMA before; maps is in the order of addresses");
            }

            var done = _next;
            _next = entry;
            if (done is not null)
            {
                return done;
            }
        }

        var last = _next;
        _next = null;
        return last;
    }

    /// <summary>Starts again, to read what a file below /proc says now.</summary>
    internal void Restart()
    {
        _lines.Restart();
        _next = null;
    }

    /// <summary>Reads what is left.</summary>
    /// <returns>The VMAs.</returns>
    public List<MapsEntry> ReadAll()
    {
        var entries = new List<MapsEntry>();
        while (Read() is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>A field starts with a capital letter (<c>Rss:</c>); an address never does.</summary>
    private static bool IsField(ReadOnlySpan<byte> line) => line[0] is >= (byte)'A' and <= (byte)'Z';

    private void ReadField(ReadOnlySpan<byte> line, MapsEntry entry)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            throw Malformed("a field is NAME: VALUE");
        }

        var value = line[(colon + 1)..].Trim((byte)' ');
        switch (line[0])
        {
            case (byte)'R' when line[..colon].SequenceEqual("Rss"u8):
                entry.Rss = Kilobytes(value);
                break;
            case (byte)'A' when line[..colon].SequenceEqual("Anonymous"u8):
                entry.Anonymous = Kilobytes(value);
                break;
            case (byte)'L' when line[..colon].SequenceEqual("Locked"u8):
                entry.Locked = Kilobytes(value);
                break;
            case (byte)'S' when line[..colon].SequenceEqual("Swap"u8):
                entry.Swap = Kilobytes(value);
                break;
            case (byte)'A' or (byte)'S' or (byte)'F' when line[..colon].EndsWith("PmdMapped"u8) || line[..colon].SequenceEqual("AnonHugePages"u8):
                entry.Huge += Kilobytes(value);
                break;
            case (byte)'P' when line[..colon].SequenceEqual("ProtectionKey"u8):
                entry.ProtectionKey = (int)Number(value);
                break;
            case (byte)'V' when line[..colon].SequenceEqual("VmFlags"u8):
                entry.VmFlags = Shared(value);
                break;
        }
    }

    private MapsEntry ReadAddressLine(ReadOnlySpan<byte> line)
    {
        var rest = line;
        if (!TakeHex(ref rest, (byte)'-', out var start) || !TakeHex(ref rest, (byte)' ', out var end) || start >= end
            || rest.Length < 5 || rest[4] != ' ')
        {
            throw Malformed("this is no line of maps or smaps; an address line is START-END PERM OFFSET DEVICE INODE PATH");
        }

        var perm = Shared(rest[..4]);
        rest = rest[5..];
        if (!TakeHex(ref rest, (byte)' ', out var offset) || rest.IndexOf((byte)' ') is not (> 0 and var device))
        {
            throw Malformed("the offset or the device is missing");
        }

        var deviceText = Shared(rest[..device]);
        rest = rest[device..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(rest, out ulong inode, out var used))
        {
            throw Malformed("the inode is missing");
        }

        return new MapsEntry
        {
            Start = start,
            End = end,
            Perm = perm,
            Offset = offset,
            Device = deviceText,
            Inode = inode,
            Path = Shared(rest[used..].Trim((byte)' ')),
        };
    }

    private static bool TakeHex(ref ReadOnlySpan<byte> rest, byte end, out ulong value)
    {
        if (!Utf8Parser.TryParse(rest, out value, out var used, 'x') || used >= rest.Length || rest[used] != end)
        {
            value = 0;
            return false;
        }

        rest = rest[(used + 1)..];
        return true;
    }

    private ulong Kilobytes(ReadOnlySpan<byte> value) => Number(value) * 1024;

    private ulong Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out ulong number, out _) ? number : throw Malformed("a number is expected after the field's name");

    /// <summary>The same text as one string: a process has few paths, devices and sets of flags, and many VMAs.</summary>
    private string Shared(ReadOnlySpan<byte> utf8)
    {
        const int MostTexts = 10_000;
        if (utf8.IsEmpty)
        {
            return "";
        }

        var hash = new HashCode();
        hash.AddBytes(utf8);
        var key = hash.ToHashCode();
        if (_texts.TryGetValue(key, out var known) && utf8.SequenceEqual(known.Utf8))
        {
            return known.Text;
        }

        var text = Encoding.UTF8.GetString(utf8);
        if (_texts.Count < MostTexts)
        {
            _texts[key] = (utf8.ToArray(), text);
        }

        return text;
    }

    private InputException Malformed(string message) => new(InputException.MalformedMaps, _lines.Line, 1, message);
}
