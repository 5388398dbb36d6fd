using System.Buffers;
using System.Text;

namespace KernelFlags.Text;

/// <summary>A UTF-8 text as UTF-16, in a buffer of the caller's where it fits. What is no UTF-8 becomes a letter that no name has.</summary>
internal ref struct Utf16Text
{
    /// <summary>Longer than all names of a set together.</summary>
    public const int UsualLength = 512;

    private char[]? _rented;

    public Utf16Text(ReadOnlySpan<byte> utf8, Span<char> usual)
    {
        // No text has more letters than bytes.
        _rented = utf8.Length <= usual.Length ? null : ArrayPool<char>.Shared.Rent(utf8.Length);
        var room = _rented ?? usual;
        Text = room[..Encoding.UTF8.GetChars(utf8, room)];
    }

    public ReadOnlySpan<char> Text { get; }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
            _rented = null;
        }
    }
}
