using System.Runtime.CompilerServices;
using KernelFlags.Live.Input;

namespace KernelFlags.Live.Maps;

/// <summary>
/// Reads maps and smaps, one VMA at a time, in memory that does not grow with the file. Each kernel has its own fields: one that is not
/// known is kept as a sum, a mnemonic that is not known in its line.
/// </summary>
/// <param name="stream">The text, gzip too; closed with the reader.</param>
public sealed class MapsReader(Stream stream) : IDisposable
{
    /// <summary>smaps has some 30. A file with very many is none.</summary>
    private const int MostFields = 512;

    private readonly InputLineReader _lines = new(stream, maxLine: 1 << 20);
    private readonly MapsTexts _texts = new();
    private readonly List<MapsField> _fields = [];
    private readonly FieldBlocks _blocks = new();
    private MapsEntry _pending;
    private bool _hasPending;
    private int _nextField;

    /// <summary>The fields that VMAs had so far, in the order of the file; none for maps. Their sums are complete after the last VMA.</summary>
    public IReadOnlyList<MapsField> Fields => _fields;

    /// <summary>How many bytes of text were read.</summary>
    public long Bytes => _lines.Bytes;

    /// <summary>Reads the next VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">A line is none of maps or smaps.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out MapsEntry entry)
    {
        while (_lines.TryRead(out var line))
        {
            // A field starts with a capital letter (Rss:), an address never does.
            if (line[0] is >= (byte)'A' and <= (byte)'Z')
            {
                ReadField(line);
                continue;
            }

            entry = _pending;
            var isDone = _hasPending;
            _blocks.End(entry);
            ReadAddressLine(line);
            _nextField = _blocks.Take(_lines, ref _pending);
            if (isDone)
            {
                return true;
            }
        }

        entry = _pending;
        _blocks.End(entry);
        _blocks.AddSums();
        (_pending, var isLast, _hasPending) = (default, _hasPending, false);
        return isLast;
    }

    /// <summary>Starts again, to read what a file below /proc says now.</summary>
    internal void Restart()
    {
        _lines.Restart();
        _hasPending = false;
    }

    /// <summary>Reads what is left.</summary>
    /// <returns>The VMAs.</returns>
    public List<MapsEntry> ReadAll()
    {
        var entries = new List<MapsEntry>();
        while (TryRead(out var entry))
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadField(ReadOnlySpan<byte> line)
    {
        if (!_hasPending)
        {
            throw Malformed(1, "a field before the first address line; this is not maps or smaps");
        }

        // VMA after VMA has the same fields in the same order.
        var field = _nextField < _fields.Count && line.StartsWith(_fields[_nextField].Utf8) ? _fields[_nextField] : FindField(line);
        _nextField++;
        var at = field.Utf8.Length;
        while (at < line.Length && line[at] == ' ')
        {
            at++;
        }

        if (field.Role == MapsFieldRole.VmFlags)
        {
            _pending.VmFlags = _texts.Line(line[at..].TrimEnd((byte)' '));
            _blocks.Add(line, field, 0);
            return;
        }

        var digits = at;
        var value = 0UL;
        for (; at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            value = value < ulong.MaxValue / (10 * 1024) ? (value * 10) + (uint)(line[at] - '0') : throw Malformed(digits + 1, "the number is too large");
        }

        if (at == digits)
        {
            if (field.Role != MapsFieldRole.Other)
            {
                throw Malformed(at + 1, $"a number is expected after {field.Name}:");
            }

            _blocks.Add(line, field, 0);
            return;
        }

        field.IsSize = line[at..].StartsWith(" kB"u8);
        value = field.IsSize ? value * 1024 : value;
        field.Total += value;
        _blocks.Add(line, field, value);
        Keep(field.Role, value);
    }

    private void Keep(MapsFieldRole role, ulong value)
    {
        switch (role)
        {
            case MapsFieldRole.Rss:
                _pending.Rss = value;
                break;
            case MapsFieldRole.Anonymous:
                _pending.Anonymous = value;
                break;
            case MapsFieldRole.Locked:
                _pending.Locked = value;
                break;
            case MapsFieldRole.Swap:
                _pending.Swap = value;
                break;
            case MapsFieldRole.Huge:
                _pending.Huge += value;
                break;
            case MapsFieldRole.ProtectionKey:
                _pending.ProtectionKey = (int)Math.Min(value, int.MaxValue);
                break;
        }
    }

    private MapsField FindField(ReadOnlySpan<byte> line)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (line.StartsWith(_fields[i].Utf8))
            {
                _nextField = i;
                return _fields[i];
            }
        }

        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            throw Malformed(1, "this is no line of maps or smaps; a field is NAME: VALUE");
        }

        if (_fields.Count == MostFields)
        {
            throw Malformed(1, $"more than {MostFields} fields with different names; this is not smaps");
        }

        var field = new MapsField(line[..(colon + 1)]);
        _nextField = _fields.Count;
        _fields.Add(field);
        return field;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadAddressLine(ReadOnlySpan<byte> line)
    {
        var at = 0;
        var start = TakeHex(line, ref at, (byte)'-');
        var end = TakeHex(line, ref at, (byte)' ');
        if (start >= end)
        {
            throw Malformed(1, "the end is not above the start");
        }

        if (_hasPending && start < _pending.End)
        {
            throw Malformed(1, "the address lies below the end of the VMA before; maps is in the order of addresses");
        }

        if (line.Length < at + 5 || line[at + 4] != ' ' || !IsPerm(line[at..]))
        {
            throw Malformed(at + 1, "four letters such as rw-p are expected");
        }

        var perm = _texts.Perm(line.Slice(at, 4));
        at += 5;
        var offset = TakeHex(line, ref at, (byte)' ');
        if (!_texts.TryGetBacking(line[at..], out var backing, out var wrongAt))
        {
            throw Malformed(at + wrongAt + 1, "a device and an inode are expected, such as fe:00 1234");
        }

        if (backing.Path == "[rollup]")
        {
            throw Malformed(1, "this is smaps_rollup, which sums up; save smaps");
        }

        _pending = new() { Start = start, End = end, Perm = perm, Offset = offset, Backing = backing };
        _hasPending = true;
    }

    private static bool IsPerm(ReadOnlySpan<byte> text) =>
        text[0] is (byte)'r' or (byte)'-' && text[1] is (byte)'w' or (byte)'-' && text[2] is (byte)'x' or (byte)'-' && text[3] is (byte)'p' or (byte)'s';

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong TakeHex(ReadOnlySpan<byte> line, ref int at, byte end)
    {
        var first = at;
        var value = 0UL;
        for (; at < line.Length && line[at] != end; at++)
        {
            var letter = line[at];
            var digit = letter is >= (byte)'0' and <= (byte)'9' ? letter - '0' : letter is >= (byte)'a' and <= (byte)'f' ? letter - 'a' + 10 : -1;
            if (digit < 0 || value >> 60 != 0)
            {
                throw Malformed(at + 1, "this is no line of maps or smaps; an address line is START-END PERM OFFSET DEVICE INODE PATH");
            }

            value = (value << 4) | (uint)digit;
        }

        if (at == first || at == line.Length)
        {
            throw Malformed(at + 1, "this is no line of maps or smaps; an address line is START-END PERM OFFSET DEVICE INODE PATH");
        }

        at++;
        return value;
    }

    private InputException Malformed(int column, string message) => new(InputException.MalformedMaps, _lines.Line, column, message);
}
