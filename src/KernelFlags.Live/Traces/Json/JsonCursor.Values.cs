using System.Buffers.Text;
using System.Text;

namespace KernelFlags.Live.Traces.Json;

// The values of a line: strings, numbers, addresses, words.
internal ref partial struct JsonCursor
{
    /// <summary>So many decimal digits fit into 64 bits whatever they are.</summary>
    private const int SafeDigits = 19;

    /// <summary>So many hexadecimal digits fit into 64 bits.</summary>
    private const int MaxHexDigits = 16;

    private const byte NoDigit = 0xff;

    /// <summary>What each byte is worth as a hexadecimal digit.</summary>
    private static readonly byte[] HexDigits =
        [.. Enumerable.Range(0, 256).Select(c => char.IsAsciiHexDigit((char)c) ? Convert.ToByte(((char)c).ToString(), 16) : NoDigit)];

    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>A string's bytes; escapes are resolved.</summary>
    public ReadOnlySpan<byte> ReadString()
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != '"')
        {
            throw Wrong("a string is expected here");
        }

        var start = ++_at;
        var rest = _text[start..];
        var length = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (length >= 0 && rest[length] == '"')
        {
            _at += length + 1;
            return rest[..length];
        }

        while (_at < _text.Length && _text[_at] != '"')
        {
            _at += _text[_at] == '\\' ? 2 : 1;
        }

        if (_at >= _text.Length)
        {
            _at = start - 1;
            throw Wrong("the string does not end");
        }

        return Encoding.UTF8.GetBytes(Unescape(start - 1, ++_at));
    }

    public string ReadText()
    {
        var at = _at;
        var bytes = ReadString();
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            _at = at;
            throw Wrong("the string is not UTF-8");
        }
    }

    /// <summary>A text that a file below /proc can hold.</summary>
    /// <param name="key">Its key.</param>
    public string ReadPrintable(string key)
    {
        SkipBlanks();
        var at = _at;
        var text = ReadText();
        return text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f', StringComparison.Ordinal)
            ? throw WrongAt(at, $"\"{key}\" holds a control character, which the kernel never shows there")
            : text;
    }

    public string? ReadTextOrNull() => TryReadNull() ? null : ReadText();

    /// <summary>A whole number from 0.</summary>
    public ulong ReadUInt64()
    {
        SkipBlanks();
        var rest = _text[_at..];
        ulong value = 0;
        var length = 0;
        while (length < rest.Length && (uint)(rest[length] - '0') is var digit and <= 9)
        {
            value = unchecked((value * 10) + digit);
            length++;
        }

        var isWhole = length > 0 && !(length < rest.Length && rest[length] is (byte)'.' or (byte)'e' or (byte)'E');
        if (!isWhole || (length > SafeDigits && !(Utf8Parser.TryParse(rest[..length], out value, out var used) && used == length)))
        {
            throw Wrong("a whole number from 0 to 18446744073709551615 is expected here");
        }

        _at += length;
        return value;
    }

    /// <summary>A whole number from 0 that a place of its kind can have.</summary>
    public int ReadInt32()
    {
        SkipBlanks();
        var at = _at;
        var value = ReadUInt64();
        if (value > int.MaxValue)
        {
            _at = at;
            throw Wrong("the number is too large");
        }

        return (int)value;
    }

    /// <summary>A whole number that may be negative: an advice that names none.</summary>
    public int ReadSignedInt32()
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != '-')
        {
            return ReadInt32();
        }

        _at++;
        return -ReadInt32();
    }

    /// <summary>An address: a string, hexadecimal with 0x.</summary>
    public ulong ReadAddress()
    {
        SkipBlanks();
        if (TryReadPlainAddress(out var plain))
        {
            return plain;
        }

        var at = _at;
        var text = ReadString();
        if (text.Length > 2 && text[0] == '0' && text[1] == 'x'
            && Utf8Parser.TryParse(text[2..], out ulong value, out var used, 'x') && used == text.Length - 2)
        {
            return value;
        }

        _at = at;
        throw Wrong("an address is expected here: a string like \"0x7f0000001000\"");
    }

    /// <summary>Reads an address as everybody writes it: no escapes, no more digits than needed.</summary>
    private bool TryReadPlainAddress(out ulong value)
    {
        var prefix = "\"0x"u8;
        var rest = _text[_at..];
        var read = 0UL;
        var length = 0;
        if (rest.StartsWith(prefix))
        {
            rest = rest[prefix.Length..];
            while (length < rest.Length && HexDigits[rest[length]] is var digit and not NoDigit)
            {
                read = (read << 4) | digit;
                length++;
            }
        }

        value = read;
        if (length is 0 or > MaxHexDigits || length == rest.Length || rest[length] != '"')
        {
            return false;
        }

        _at += prefix.Length + length + 1;
        return true;
    }

    public bool ReadBoolean()
    {
        if (TryReadWord("true"u8))
        {
            return true;
        }

        return TryReadWord("false"u8) ? false : throw Wrong("true or false is expected here");
    }

    public bool TryReadNull() => TryReadWord("null"u8);

    private bool TryReadWord(ReadOnlySpan<byte> word)
    {
        SkipBlanks();
        if (!_text[_at..].StartsWith(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private readonly string Unescape(int start, int end)
    {
        try
        {
            var reader = new System.Text.Json.Utf8JsonReader(_text[start..end]);
            reader.Read();
            return reader.GetString() ?? "";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            throw WrongAt(start, "the string has an escape that JSON does not know");
        }
    }
}
