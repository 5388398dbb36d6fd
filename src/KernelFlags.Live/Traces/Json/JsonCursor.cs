using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using KernelFlags.Definitions;
using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Traces.Json;

/// <summary>
/// Reads one line of JSON from front to back, without allocation. Much quicker than <see cref="System.Text.Json.Utf8JsonReader"/> on lines this
/// short, of which a long trace has millions. What is not read is skipped, but still has to be JSON.
/// </summary>
internal ref partial struct JsonCursor(ReadOnlySpan<byte> text, long line)
{
    private const int MaxDepth = 64;

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
}
