using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using KernelFlags.Definitions;
using KernelFlags.Live.Input;

namespace KernelFlags.Live.Traces;

/// <summary>
/// Reads one line of JSON from front to back, without allocation. Much quicker than <see cref="System.Text.Json.Utf8JsonReader"/> on lines this
/// short, of which a long trace has millions. What is not read is skipped, but still has to be JSON.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> text, long line)
{
    private const int MaxDepth = 64;

    /// <summary>So many decimal digits fit into 64 bits whatever they are.</summary>
    private const int SafeDigits = 19;

    /// <summary>So many hexadecimal digits fit into 64 bits.</summary>
    private const int MaxHexDigits = 16;

    private const byte NoDigit = 0xff;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public readonly long Line => line;

    public readonly int Position => _at;

    public void BeginObject() => Expect((byte)'{', "an object");

    public void BeginArray() => Expect((byte)'[', "an array");

    /// <summary>The next key of an object, without its quotes; false at the object's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextKey(ref bool first, out ReadOnlySpan<byte> key)
    {
        if (!Next((byte)'}', ref first))
        {
            key = default;
            return false;
        }

        key = ReadString();
        Expect((byte)':', "':' after the key");
        return true;
    }

    /// <summary>The next key of an object that has none twice.</summary>
    /// <param name="first">Whether it would be the object's first.</param>
    /// <param name="seen">The keys before; it is added.</param>
    /// <returns>The key; null at the object's end.</returns>
    public string? NextNewKey(ref bool first, HashSet<string> seen)
    {
        if (!Next((byte)'}', ref first))
        {
            return null;
        }

        SkipBlanks();
        var at = _at;
        var key = ReadText();
        Expect((byte)':', "':' after the key");
        return seen.Add(key) ? key : throw WrongAt(at, $"the key \"{Printable(Encoding.UTF8.GetBytes(key))}\" is there twice; leave one out");
    }

    /// <summary>Takes the next key if it is a certain one, and nothing around it is blank.</summary>
    /// <param name="text">The key with its quotes and the colon.</param>
    /// <param name="first">Whether it would be the object's first.</param>
    /// <returns>False when anything else comes; nothing is taken then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeKey(ReadOnlySpan<byte> text, ref bool first)
    {
        var rest = _text[_at..];
        if (!first)
        {
            if (rest.IsEmpty || rest[0] != ',')
            {
                return false;
            }

            rest = rest[1..];
        }

        if (!rest.StartsWith(text))
        {
            return false;
        }

        _at = _text.Length - rest.Length + text.Length;
        first = false;
        return true;
    }

    /// <summary>Whether an array has another element.</summary>
    public bool NextElement(ref bool first) => Next((byte)']', ref first);

    /// <summary>Nothing but blanks may follow.</summary>
    public void End()
    {
        SkipBlanks();
        if (_at < _text.Length)
        {
            throw Wrong("there is text after the object; a line holds one object");
        }
    }

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

    /// <summary>The first byte of the value that comes next; 0 at the end.</summary>
    public byte Peek()
    {
        SkipBlanks();
        return _at < _text.Length ? _text[_at] : (byte)0;
    }

    public void SkipValue() => SkipValue(0);

    /// <summary>The value's own text, skipped.</summary>
    public ReadOnlySpan<byte> TakeValue()
    {
        SkipBlanks();
        var start = _at;
        SkipValue();
        return _text[start.._at];
    }

    public readonly InputException Wrong(string message) => new(InputException.Malformed, line, _at + 1, message);

    public readonly InputException WrongAt(int position, string message, string id = InputException.Malformed) => new(id, line, position + 1, message);

    /// <summary>Text from outside in a message: short, and without characters that steer a terminal.</summary>
    public static string Printable(ReadOnlySpan<byte> text) => VisibleText.Of(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]));

    /// <summary>What each byte is worth as a hexadecimal digit.</summary>
    private static readonly byte[] HexDigits =
        [.. Enumerable.Range(0, 256).Select(c => char.IsAsciiHexDigit((char)c) ? Convert.ToByte(((char)c).ToString(), 16) : NoDigit)];

    private static readonly UTF8Encoding Strict = new(false, true);

    private void SkipValue(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong("values are nested too deeply");
        }

        var first = true;
        switch (Peek())
        {
            case (byte)'{':
                BeginObject();
                while (NextKey(ref first, out _))
                {
                    SkipValue(depth + 1);
                }

                break;
            case (byte)'[':
                BeginArray();
                while (NextElement(ref first))
                {
                    SkipValue(depth + 1);
                }

                break;
            case (byte)'"':
                ReadString();
                break;
            default:
                SkipScalar();
                break;
        }
    }

    private void SkipScalar()
    {
        var rest = _text[_at..];
        var end = rest.IndexOfAny(ScalarEnds);
        var scalar = end < 0 ? rest : rest[..end];
        if (!scalar.SequenceEqual("true"u8) && !scalar.SequenceEqual("false"u8) && !scalar.SequenceEqual("null"u8)
            && !(Utf8Parser.TryParse(scalar, out double _, out var used) && used == scalar.Length))
        {
            throw Wrong("a value is expected here");
        }

        _at += scalar.Length;
    }

    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",]} \t\r"u8);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Next(byte end, ref bool first)
    {
        SkipBlanks();
        if (_at < _text.Length && _text[_at] == end)
        {
            _at++;
            return false;
        }

        if (!first)
        {
            Expect((byte)',', end == '}' ? "',' or '}'" : "',' or ']'");
        }

        first = false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Expect(byte character, string what)
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != character)
        {
            throw Wrong($"{what} is expected here");
        }

        _at++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            _at++;
        }
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
