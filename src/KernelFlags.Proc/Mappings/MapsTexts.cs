using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace KernelFlags.Proc.Mappings;

/// <summary>The texts of a file, each once: a process has few paths and sets of flags, and many VMAs.</summary>
internal sealed class MapsTexts
{
    /// <summary>As many are remembered; a file with more of them still reads, with a new text for each.</summary>
    private const int MaxTexts = 10_000;

    private readonly Known<string> _lines = new();
    private readonly Known<MapsBacking> _backings = new();

    /// <summary>A text.</summary>
    public string Line(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? "" : _lines.Find(utf8) ?? _lines.Add(utf8, Encoding.UTF8.GetString(utf8));

    /// <summary>A line of mnemonics with a blank between two, whatever stands between them.</summary>
    public string Words(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.Contains((byte)'\t') && utf8.IndexOf("  "u8) < 0)
        {
            return Line(utf8);
        }

        var words = Encoding.UTF8.GetString(utf8).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return Line(Encoding.UTF8.GetBytes(string.Join(' ', words)));
    }

    /// <summary>What an address line says from the device on.</summary>
    /// <param name="utf8">The rest of the line.</param>
    /// <param name="backing">What it says.</param>
    /// <param name="wrongAt">Where it can't be read.</param>
    /// <returns>False when it can't.</returns>
    public bool TryGetBacking(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out MapsBacking? backing, out int wrongAt)
    {
        wrongAt = 0;
        backing = _backings.Find(utf8);
        if (backing is not null)
        {
            return true;
        }

        var device = WordLength(utf8);
        if (utf8[..device].IndexOf((byte)':') <= 0)
        {
            return false;
        }

        wrongAt = device;
        while (wrongAt < utf8.Length && PastedLine.IsBlank(utf8[wrongAt]))
        {
            wrongAt++;
        }

        var inode = utf8[wrongAt..];
        if (!Utf8Parser.TryParse(inode, out ulong number, out var used) || used != WordLength(inode))
        {
            return false;
        }

        backing = _backings.Add(utf8, new(Line(utf8[..device]), number, Line(inode[used..].Trim(" \t"u8))));
        return true;
    }

    private static int WordLength(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var length ? length : text.Length;

    /// <summary>What was made of texts, found by their bytes.</summary>
    private sealed class Known<T>
        where T : class
    {
        private readonly Dictionary<int, (byte[] Utf8, T Value)> _values = [];
        private byte[] _lastUtf8 = [];
        private T? _last;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public T? Find(ReadOnlySpan<byte> utf8)
        {
            if (_last is not null && utf8.SequenceEqual(_lastUtf8))
            {
                return _last;
            }

            if (!_values.TryGetValue(Hash(utf8), out var known) || !utf8.SequenceEqual(known.Utf8))
            {
                return null;
            }

            (_lastUtf8, _last) = known;
            return _last;
        }

        public T Add(ReadOnlySpan<byte> utf8, T value)
        {
            if (_values.Count < MaxTexts)
            {
                _values.TryAdd(Hash(utf8), (utf8.ToArray(), value));
            }

            return value;
        }

        private static int Hash(ReadOnlySpan<byte> utf8)
        {
            var hash = new HashCode();
            hash.AddBytes(utf8);
            return hash.ToHashCode();
        }
    }
}
