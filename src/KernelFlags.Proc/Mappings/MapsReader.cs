using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using KernelFlags.Proc.Input;

namespace KernelFlags.Proc.Mappings;

/// <summary>
/// Reads maps and smaps, one VMA at a time, in memory that does not grow with the file. Each kernel has its own fields: one that is not
/// known is kept as a sum, a mnemonic that is not known in its line. What people paste reads too, and so does what was written while the process
/// changed; <see cref="Notes"/> says what was passed over.
/// </summary>
public sealed partial class MapsReader : IDisposable
{
    /// <summary>smaps has some 30. A file with very many is none.</summary>
    private const int MaxFields = 512;

    /// <summary>A note shows no more of a line.</summary>
    private const int LongestNote = 60;

    private readonly InputLineReader _lines;
    private readonly bool _isSaved;
    private readonly MapsTexts _texts = new();
    private readonly List<MapsField> _fields = [];
    private readonly List<MapsNote> _notes = [];
    private readonly FieldBlocks _blocks = new();
    private MapsEntry _pending;
    private bool _hasPending;
    private bool _isLeftOut;
    private ulong _pendingStart;
    private long _pendingLine;
    private long _vma;
    private int _nextField;
    private int _fieldsRead;
    private int _fieldsBefore;

    /// <summary>Reads a text.</summary>
    /// <param name="stream">The text, gzip too; closed with the reader.</param>
    /// <param name="isSaved">Whether somebody saved it, in whatever encoding; false for what the kernel writes now.</param>
    public MapsReader(Stream stream, bool isSaved = true)
    {
        _isSaved = isSaved;
        _lines = new InputLineReader(stream, maxLine: 1 << 20, isPasted: isSaved);
    }

    /// <summary>The fields that VMAs had so far, in the order of the file; none for maps. Their sums are complete after the last VMA.</summary>
    public IReadOnlyList<MapsField> Fields => _fields;

    /// <summary>What was read otherwise than as the kernel writes it, or passed over; complete after the last VMA.</summary>
    public IReadOnlyList<MapsNote> Notes => _notes;

    /// <summary>Whether a VMA told so far what is in memory.</summary>
    public bool TellsRss { get; private set; }

    /// <summary>Whether a VMA told its flags so far.</summary>
    public bool TellsFlags { get; private set; }

    /// <summary>How many bytes of text were read.</summary>
    public long Bytes => _lines.Bytes;

    /// <summary>A number that the address lines of a text give: of two texts with other lines it is another one, but by a rare chance.</summary>
    public ulong Fingerprint { get; private set; }

    /// <summary>Reads the next VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">A line is meant as one of maps or smaps and can't be read, or the text has no VMA.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out MapsEntry entry)
    {
        while (_lines.TryRead(out var line))
        {
            if (TryReadExpectedField(line))
            {
                continue;
            }

            if (!AddressLine.TryRead(line, out var address) && !TryReadUnusual(ref line, out address))
            {
                continue;
            }

            if (!TryBegin(line, address, out var next))
            {
                continue;
            }

            entry = _pending;
            var isDone = _hasPending;
            _blocks.End(entry);
            (_pending, _pendingStart, _pendingLine, _hasPending) = (next, address.Start, _lines.Line, true);
            _fieldsBefore = _fieldsRead;
            _nextField = next.IsPart ? 0 : _blocks.Take(_lines, ref _pending);
            _fieldsRead = _nextField;
            if (isDone)
            {
                return true;
            }
        }

        entry = _pending;
        _blocks.End(entry);
        _blocks.AddSums();
        (_pending, var isLast, _hasPending) = (default, _hasPending, false);
        if (isLast)
        {
            NoteCut();
        }
        else if (_vma == 0 && _notes.Count > 0)
        {
            throw new InputException(InputException.MalformedMaps, _notes[0].Line, 1, AddressLine.Shape);
        }

        return isLast;
    }

    /// <summary>Starts again, to read what a file below /proc says now.</summary>
    internal void Restart()
    {
        _lines.Restart();
        (_hasPending, _isLeftOut, _fieldsRead, _fieldsBefore, Fingerprint) = (false, false, 0, 0, 0);
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

    /// <summary>What is left, a VMA at a time: <c>foreach (var vma in Smaps.Read(pid))</c>. The reader is closed at the end.</summary>
    /// <returns>The walk.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    /// <summary>Reads a field that other VMAs had: VMA after VMA has the same fields in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadExpectedField(ReadOnlySpan<byte> line)
    {
        if (_nextField >= _fields.Count || !_hasPending || _isLeftOut || !line.StartsWith(_fields[_nextField].Utf8) || PastedLine.HasOtherBlanks(line))
        {
            return false;
        }

        ReadField(line, _fields[_nextField], 0);
        return true;
    }

    /// <summary>Reads a line that is neither the field that is expected nor an address line as the kernel writes it.</summary>
    /// <returns>Whether it is an address line all the same; if not, it is done with.</returns>
    private bool TryReadUnusual(ref ReadOnlySpan<byte> line, out AddressLine address)
    {
        line = PastedLine.WithPlainBlanks(line);
        var pasted = new PastedLine(line);
        if (pasted.TryFindAddress())
        {
            address = pasted.Address;
            return true;
        }

        address = default;
        if (PastedLine.FindField(line, out var colon) is >= 0 and var at && FieldOf(line[at..], colon + 1 - at) is { } field)
        {
            ReadField(line, field, at);
        }
        else if (pasted.WrongAt < 0)
        {
            Note(MapsNoteKind.OtherText, line);
        }
        else if (_lines.IsUnended)
        {
            Note(MapsNoteKind.Cut, line);
        }
        else
        {
            throw Malformed(pasted.WrongAt + 1, pasted.Wrong);
        }

        return false;
    }

    /// <summary>Begins a VMA.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="address">What the line says, up to the device.</param>
    /// <param name="next">The VMA.</param>
    /// <returns>False when it is left out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryBegin(ReadOnlySpan<byte> line, in AddressLine address, out MapsEntry next)
    {
        next = default;
        if (address.Start > address.End)
        {
            throw Malformed(1, "the end lies below the start");
        }

        if (!_texts.TryGetBacking(line[address.BackingAt..], out var backing, out var wrongAt))
        {
            return _lines.IsUnended
                ? Note(MapsNoteKind.Cut, line)
                : throw Malformed(address.BackingAt + wrongAt + 1, "a device and an inode are expected, such as fe:00 1234");
        }

        if (backing.Path == "[rollup]")
        {
            throw Malformed(1, "this is smaps_rollup, which sums up; save smaps");
        }

        _isLeftOut = _hasPending && address.Start < _pending.End && address.End <= _pending.End;
        if (_isLeftOut)
        {
            // Two looks in one file, or two processes, would be one address space with holes.
            return _isSaved && address.Start < _pendingStart
                ? throw Malformed(1, "the address lies below those before; maps is in the order of addresses, and a file holds one address space")
                : Note(MapsNoteKind.Repeated, line);
        }

        _vma++;
        var perm = line.Slice(address.PermAt, Permissions.Count);
        next = new() { Start = address.Start, End = address.End, Perm = _texts.Line(perm), Offset = address.Offset, Backing = backing };
        if (_hasPending && address.Start < _pending.End)
        {
            Note(MapsNoteKind.Overlap, line);
            next.Start = _pending.End;
            next.Offset += backing.HasFile ? next.Start - address.Start : 0;
            next.IsPart = true;
        }

        if (address.Start == address.End)
        {
            Note(MapsNoteKind.Empty, line);
        }

        var letters = BinaryPrimitives.ReadUInt32LittleEndian(perm);
        Fingerprint = Mix(Mix(Mix(Fingerprint, address.Start), address.End), address.Offset ^ backing.Inode ^ ((ulong)letters << 32) ^ (uint)backing.PathHash);
        return true;
    }

    private static ulong Mix(ulong hash, ulong value) => BitOperations.RotateLeft((hash ^ value) * 0x9e37_79b9_7f4a_7c15, 29);

    private void NoteLeftOut(ReadOnlySpan<byte> line)
    {
        if (!_hasPending)
        {
            Note(MapsNoteKind.NoAddress, line);
        }
    }

    /// <summary>Notes a last VMA that has fewer fields than the one before: the file was cut there.</summary>
    private void NoteCut()
    {
        if (_fieldsRead < _fieldsBefore && !_notes.Exists(note => note.Kind == MapsNoteKind.Cut))
        {
            _notes.Add(new(MapsNoteKind.Cut, _pendingLine, ""));
        }
    }

    private bool Note(MapsNoteKind kind, ReadOnlySpan<byte> line)
    {
        if (_notes.Find(note => note.Kind == kind) is { } note)
        {
            note.Count++;
            return false;
        }

        line = line.Trim(" \t"u8);
        _notes.Add(new(kind, _lines.Line, Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestNote)])));
        return false;
    }

    private InputException Malformed(int column, string message) => new(InputException.MalformedMaps, _lines.Line, column, message);

    /// <summary>A walk through what is left.</summary>
    [SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A walk is not compared.")]
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "It is of use to this type alone, as those of the runtime are.")]
    public struct Enumerator : IDisposable
    {
        private readonly MapsReader _reader;
        private MapsEntry _current;

        internal Enumerator(MapsReader reader) => (_reader, _current) = (reader, default);

        /// <summary>The VMA.</summary>
        [UnscopedRef]
        public readonly ref readonly MapsEntry Current => ref _current;

        /// <summary>Goes to the next one.</summary>
        /// <returns>False at the end.</returns>
        /// <exception cref="InputException">As of <see cref="TryRead"/>.</exception>
        public bool MoveNext() => _reader.TryRead(out _current);

        /// <inheritdoc/>
        public readonly void Dispose() => _reader.Dispose();
    }
}
