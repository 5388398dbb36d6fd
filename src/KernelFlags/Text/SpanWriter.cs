using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace KernelFlags.Text;

/// <summary>Appends text to a span of UTF-16 or UTF-8 units. What comes after the end is dropped, and remembered.</summary>
/// <typeparam name="TChar"><see cref="char"/> or <see cref="byte"/>.</typeparam>
/// <param name="destination">The span.</param>
internal ref struct SpanWriter<TChar>(Span<TChar> destination)
    where TChar : unmanaged, IBinaryInteger<TChar>
{
    private readonly Span<TChar> _destination = destination;
    private int _length;
    private bool _isFull;

    public readonly bool IsEmpty => _length == 0 && !_isFull;

    public readonly bool TryFinish(out int written)
    {
        written = _isFull ? 0 : _length;
        return !_isFull;
    }

    /// <summary>Appends an item of a list that is joined by <c>|</c>.</summary>
    public void AppendItem(string text)
    {
        Append(IsEmpty ? "" : "|");
        Append(text);
    }

    public void Append(string text)
    {
        var rest = _destination[_length..];
        var written = 0;
        if (typeof(TChar) == typeof(byte))
        {
            _isFull |= !Encoding.UTF8.TryGetBytes(text, MemoryMarshal.Cast<TChar, byte>(rest), out written);
        }
        else if (text.AsSpan().TryCopyTo(MemoryMarshal.Cast<TChar, char>(rest)))
        {
            written = text.Length;
        }
        else
        {
            _isFull = true;
        }

        _length += _isFull ? 0 : written;
    }

    public void AppendHex(ulong value, int digits)
    {
        var needed = Math.Max(digits, (67 - BitOperations.LeadingZeroCount(value | 1)) / 4);
        if (_destination.Length - _length < needed)
        {
            _isFull = true;
        }

        for (var shift = (needed - 1) * 4; shift >= 0 && !_isFull; shift -= 4)
        {
            _destination[_length++] = TChar.CreateTruncating("0123456789abcdef"[(int)(value >> shift) & 15]);
        }
    }
}
