using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace KernelFlags.Live.Maps;

/// <summary>The texts of a file, each once: a process has few paths and sets of flags, and many VMAs.</summary>
internal sealed class MapsTexts
{
    /// <summary>As many are remembered; a file with more of them still reads, with a new text for each.</summary>
    private const int MostTexts = 10_000;

    private readonly Known<string> _lines = new();
    private readonly Known<MapsBacking> _backings = new();

    /// <summary>A line of mnemonics.</summary>
    public string Line(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? "" : _lines.Find(utf8) ?? _lines.Add(utf8, Encoding.UTF8.GetString(utf8));

    /// <summary>Four letters.</summary>
    public string Perm(ReadOnlySpan<byte> utf8) => Line(utf8);

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

        var device = utf8.IndexOf((byte)' ');
        if (device <= 0 || utf8[..device].IndexOf((byte)':') <= 0)
        {
            return false;
        }

        wrongAt = device + 1;
        if (!Utf8Parser.TryParse(utf8[wrongAt..], out ulong inode, out var used) || (wrongAt + used < utf8.Length && utf8[wrongAt + used] != ' '))
        {
            return false;
        }

        var path = utf8[(wrongAt + used)..].Trim((byte)' ');
        backing = _backings.Add(utf8, new(Line(utf8[..device]), inode, Line(path)));
        return true;
    }

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
            if (_values.Count < MostTexts)
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
