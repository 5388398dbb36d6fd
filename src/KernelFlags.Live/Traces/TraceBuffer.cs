using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace KernelFlags.Live.Traces;

/// <summary>UTF-8 text under construction, in a buffer that is used again.</summary>
internal sealed class TraceBuffer
{
    /// <summary>The characters that stand for themselves in a string of JSON.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except(['"', '\\'])]);

    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public TraceBuffer Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return this;
    }

    public TraceBuffer Add(byte character)
    {
        Room(1)[0] = character;
        _length++;
        return this;
    }

    public TraceBuffer AddAscii(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));
        return this;
    }

    public TraceBuffer AddNumber(ulong value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        _length += written;
        return this;
    }

    public TraceBuffer AddNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        _length += written;
        return this;
    }

    public TraceBuffer AddBoolean(bool value) => Add(value ? "true"u8 : "false"u8);

    /// <summary>An address: a string, hexadecimal with 0x.</summary>
    public TraceBuffer AddAddress(ulong value)
    {
        var room = Room(20);
        "\"0x"u8.CopyTo(room);
        Utf8Formatter.TryFormat(value, room[3..], out var written, 'x');
        room[3 + written] = (byte)'"';
        _length += written + 4;
        return this;
    }

    /// <summary>A string or null; what is not printable ASCII is escaped, as the recorder in C does it for ASCII.</summary>
    public TraceBuffer AddText(string? text)
    {
        if (text is null)
        {
            return Add("null"u8);
        }

        Add((byte)'"');
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return AddAscii(text).Add((byte)'"');
        }

        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                Add((byte)'\\').Add((byte)c);
            }
            else if (c is < ' ' or > '~')
            {
                AddAscii("\\u" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                Add((byte)c);
            }
        }

        return Add((byte)'"');
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        }

        return _bytes.AsSpan(_length);
    }
}
