using System.Buffers.Binary;
using System.Text;

namespace KernelFlags.Live.Headers;

/// <summary>
/// What variables hold in an object file that a compiler wrote (elf(5), relocatable, of any width and byte order): the bytes of each symbol.
/// Nothing of it is ever run.
/// </summary>
internal sealed class ObjectFile
{
    private const int SymbolTable = 2;
    private const int NoBits = 8;

    /// <summary>The tables that are read have some KiB; what is all zeros takes no room in the file, whatever its size.</summary>
    private const long LargestVariable = 16 << 20;

    private const ushort FirstReservedSection = 0xff00;

    private readonly byte[] _bytes;
    private readonly bool _is64;
    private readonly Dictionary<string, (int Section, long Offset, long Size)> _symbols = new(StringComparer.Ordinal);
    private readonly List<(uint Kind, long Offset, long Size, int Link, long EntrySize)> _sections = [];

    private ObjectFile(byte[] bytes)
    {
        _bytes = bytes;
        _is64 = bytes[4] == 2;
        IsLittleEndian = bytes[5] == 1;
        ReadSections();
        foreach (var table in _sections.Where(s => s.Kind == SymbolTable))
        {
            ReadSymbols(table.Offset, table.Size, table.EntrySize, _sections[table.Link]);
        }
    }

    /// <summary>Whether numbers in it begin with their lowest byte.</summary>
    public bool IsLittleEndian { get; }

    /// <summary>Reads an object file.</summary>
    /// <exception cref="HeaderException">It is none.</exception>
    public static ObjectFile Read(byte[] bytes)
    {
        try
        {
            return bytes.AsSpan().StartsWith("\u007fELF"u8) ? new ObjectFile(bytes) : throw Broken();
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw Broken(exception);
        }
    }

    /// <summary>The bytes of a variable. A static one of a function has a number behind its name, which does not count.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The bytes; null where there is no such variable.</returns>
    /// <exception cref="HeaderException">The file does not hold them.</exception>
    public byte[]? Find(string name)
    {
        if (!_symbols.TryGetValue(name, out var symbol))
        {
            return null;
        }

        var section = _sections[symbol.Section];
        if (symbol.Offset < 0 || symbol.Size is < 0 or > LargestVariable || symbol.Offset > section.Size - symbol.Size)
        {
            throw Broken();
        }

        try
        {
            return section.Kind == NoBits
                ? new byte[symbol.Size]
                : _bytes.AsSpan(checked((int)(section.Offset + symbol.Offset)), checked((int)symbol.Size)).ToArray();
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw Broken(exception);
        }
    }

    /// <summary>A number of four or eight bytes.</summary>
    /// <param name="bytes">The bytes of a variable.</param>
    /// <param name="size">How many of them.</param>
    public ulong Number(ReadOnlySpan<byte> bytes, int size) => (size, IsLittleEndian) switch
    {
        (sizeof(uint), true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (sizeof(uint), false) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
    };

    private void ReadSections()
    {
        var offset = Word(_is64 ? 0x28 : 0x20);
        var entrySize = Half(_is64 ? 0x3a : 0x2e);
        var count = Half(_is64 ? 0x3c : 0x30);
        for (var i = 0; i < count; i++)
        {
            var at = checked((int)(offset + (i * entrySize)));
            _sections.Add((
                (uint)Number(_bytes.AsSpan(at + 4), sizeof(uint)),
                Word(at + (_is64 ? 0x18 : 0x10)),
                Word(at + (_is64 ? 0x20 : 0x14)),
                (int)Number(_bytes.AsSpan(at + (_is64 ? 0x28 : 0x18)), sizeof(uint)),
                Word(at + (_is64 ? 0x38 : 0x24))));
        }
    }

    private void ReadSymbols(long offset, long size, long entrySize, (uint Kind, long Offset, long Size, int Link, long EntrySize) names)
    {
        for (var i = 0L; entrySize > 0 && i < size / entrySize; i++)
        {
            var at = checked((int)(offset + (i * entrySize)));
            var section = Half(at + (_is64 ? 6 : 14));
            if (section is > 0 and < FirstReservedSection && section < _sections.Count)
            {
                var name = Text(checked((int)(names.Offset + (long)Number(_bytes.AsSpan(at), sizeof(uint)))));
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                _symbols[dot > 0 ? name[..dot] : name] = (section, Word(at + (_is64 ? 8 : 4)), Word(at + (_is64 ? 16 : 8)));
            }
        }
    }

    private string Text(int at)
    {
        var text = _bytes.AsSpan(at);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }

    private long Word(int at) => checked((long)Number(_bytes.AsSpan(at), _is64 ? sizeof(ulong) : sizeof(uint)));

    private ushort Half(int at) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at));

    private static HeaderException Broken(Exception? cause = null) =>
        new("gcc wrote an object file that can't be read; a gcc of this machine that writes ELF is needed", cause!);
}
