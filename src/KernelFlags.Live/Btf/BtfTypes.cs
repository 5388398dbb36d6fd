using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace KernelFlags.Live.Btf;

/// <summary>
/// The types in BTF, the type information that a kernel carries of itself (<c>/sys/kernel/btf/vmlinux</c>; Documentation/bpf/btf.rst). A type is
/// known by its number, which the kernel's own calls take too. A structure without a name counts as part of the one around it, as in C.
/// </summary>
public sealed class BtfTypes
{
    private const ushort Magic = 0xeb9f;
    private const int SmallestHeader = 24;
    private const int SizeOfType = 12;
    private const int SizeOfPointer = 8;
    private const int BitsOfByte = 8;

    /// <summary>A type that is made of others is so of few; what goes deeper goes round in a circle.</summary>
    private const int Deepest = 32;

    /// <summary>What follows a type of each kind: so many bytes, and so many for each of its members.</summary>
    private static readonly (int Fixed, int PerMember)[] SizeOfKind =
    [
        (0, 0), (4, 0), (0, 0), (12, 0), (0, 12), (0, 12), (0, 8), (0, 0), (0, 0), (0, 0),
        (0, 0), (0, 0), (0, 0), (0, 8), (4, 0), (0, 12), (0, 0), (4, 0), (0, 0), (0, 12),
    ];

    private readonly byte[] _bytes;
    private readonly int _strings;
    private readonly int _stringsEnd;
    private readonly int[] _types;

    /// <summary>Reads it.</summary>
    /// <param name="bytes">The bytes, little-endian.</param>
    /// <exception cref="InvalidDataException">It is no BTF, or is cut.</exception>
    public BtfTypes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        _bytes = bytes;
        if (bytes.Length < SmallestHeader || BinaryPrimitives.ReadUInt16LittleEndian(bytes) != Magic)
        {
            throw new InvalidDataException("this is no BTF in the byte order of this machine");
        }

        var header = Word(4);
        var (types, typesEnd) = Section(header, Word(8), Word(12));
        (_strings, _stringsEnd) = Section(header, Word(16), Word(20));
        _types = Index(types, typesEnd);
        Count = _types.Length;
    }

    /// <summary>Where the running kernel has its own.</summary>
    public static string RunningKernel => "/sys/kernel/btf/vmlinux";

    /// <summary>How many types there are; the first has the number 1, and 0 is none.</summary>
    public int Count { get; }

    /// <summary>The kind of a type.</summary>
    /// <param name="type">Its number.</param>
    /// <returns>The kind.</returns>
    public BtfKind KindOf(int type) => type == 0 ? BtfKind.Void : (BtfKind)((Word(At(type) + 4) >> 24) & 0x1f);

    /// <summary>Finds a type.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The number of the first one; null where there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int? Find(BtfKind kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = Encoding.UTF8.GetBytes(name + '\0');
        for (var i = 0; i < _types.Length; i++)
        {
            var at = _types[i];
            if (((Word(at + 4) >> 24) & 0x1f) == (int)kind && TextFrom(Word(at)).StartsWith(text))
            {
                return i + 1;
            }
        }

        return null;
    }

    /// <summary>Where a member lies.</summary>
    /// <param name="type">The structure or union.</param>
    /// <param name="path">The member's name, and after a dot that of a member of it.</param>
    /// <returns>The place; null where there is no such member, or it does not begin at a byte.</returns>
    public BtfField? Field(int type, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var field = new BtfField(0, SizeOf(type), type);
        foreach (var name in path.Split('.'))
        {
            if (Member(Plain(field.Type), name, 0) is not { } inner)
            {
                return null;
            }

            field = inner with { Offset = field.Offset + inner.Offset };
        }

        return field;
    }

    /// <summary>What a pointer points to.</summary>
    /// <param name="type">The type of the pointer.</param>
    /// <returns>The number of the type, other names and qualifiers taken off; 0 where it is no pointer, or one to anything.</returns>
    public int PointedTo(int type) => Plain(type) is var pointer && KindOf(pointer) == BtfKind.Pointer ? Plain(Word(At(pointer) + 8)) : 0;

    /// <summary>The enumerators of all enumerations.</summary>
    /// <returns>Names and values, in the order of the types.</returns>
    public IEnumerable<(string Name, long Value)> Enumerators()
    {
        for (var type = 1; type <= Count; type++)
        {
            var kind = KindOf(type);
            if (kind is not (BtfKind.Enum or BtfKind.Enum64))
            {
                continue;
            }

            for (var (i, at) = (0, Body(type)); i < Members(type); i++, at += SizeOfKind[(int)kind].PerMember)
            {
                yield return (Text(Word(at)), kind == BtfKind.Enum ? Word(at + 4) : (uint)Word(at + 4) | ((long)Word(at + 8) << 32));
            }
        }
    }

    /// <summary>The length of a type in bytes; 0 where it has none.</summary>
    private int SizeOf(int type, int depth = 0)
    {
        var plain = Plain(type);
        return KindOf(plain) switch
        {
            BtfKind.Pointer => SizeOfPointer,
            BtfKind.Array when depth < Deepest => Word(Body(plain) + 8) * SizeOf(Word(Body(plain)), depth + 1),
            BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float => Word(At(plain) + 8),
            _ => 0,
        };
    }

    /// <summary>A type without its other names and qualifiers.</summary>
    private int Plain(int type)
    {
        for (var depth = 0; depth < Deepest; depth++)
        {
            if (KindOf(type) is not (BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag))
            {
                return type;
            }

            type = Word(At(type) + 8);
        }

        throw MadeOfItself();
    }

    private BtfField? Member(int type, string name, int depth)
    {
        if (KindOf(type) is not (BtfKind.Struct or BtfKind.Union))
        {
            return null;
        }

        if (depth == Deepest)
        {
            throw MadeOfItself();
        }

        // With this bit set an offset has the width of a bit field in its upper byte.
        var hasBitFields = Word(At(type) + 4) < 0;
        for (var (i, at) = (0, Body(type)); i < Members(type); i++, at += SizeOfKind[(int)BtfKind.Struct].PerMember)
        {
            var (own, inner, bits) = (Text(Word(at)), Plain(Word(at + 4)), Word(at + 8));
            var offset = hasBitFields ? bits & 0xff_ffff : bits;
            if (own == name)
            {
                return (hasBitFields && bits >>> 24 != 0) || offset % BitsOfByte != 0 ? null : new(offset / BitsOfByte, SizeOf(inner), inner);
            }

            if (own.Length == 0 && Member(inner, name, depth + 1) is { } nested)
            {
                return nested with { Offset = nested.Offset + (offset / BitsOfByte) };
            }
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] Index(int at, int end)
    {
        var types = new int[(end - at) / SizeOfType];
        var count = 0;
        while (at < end)
        {
            if (end - at < SizeOfType)
            {
                throw Cut();
            }

            var info = Word(at + 4);
            var kind = (info >> 24) & 0x1f;
            if (kind >= SizeOfKind.Length)
            {
                throw new InvalidDataException($"the BTF has a type of kind {kind}, which is not known");
            }

            var (more, perMember) = SizeOfKind[kind];
            types[count++] = at;
            at += SizeOfType + more + (perMember * (info & 0xffff));
        }

        return at == end ? types[..count] : throw Cut();
    }

    private (int Start, int End) Section(int header, int offset, int length)
    {
        var start = (long)header + offset;
        return header >= SmallestHeader && offset >= 0 && length >= 0 && start + length <= _bytes.Length ? ((int)start, (int)start + length) : throw Cut();
    }

    private int At(int type) => type > 0 && type <= _types.Length ? _types[type - 1] : throw new InvalidDataException($"the BTF has no type {type}");

    private int Body(int type) => At(type) + SizeOfType;

    private int Members(int type) => Word(At(type) + 4) & 0xffff;

    private string Text(int offset)
    {
        var text = TextFrom(offset);
        return text.IndexOf((byte)0) is >= 0 and var length ? Encoding.UTF8.GetString(text[..length]) : throw new InvalidDataException("a name in the BTF has no end");
    }

    private ReadOnlySpan<byte> TextFrom(int offset) =>
        offset >= 0 && offset < _stringsEnd - _strings ? _bytes.AsSpan(_strings + offset, _stringsEnd - _strings - offset) : throw Cut();

    private int Word(int at) => at <= _bytes.Length - sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at)) : throw Cut();

    private static InvalidDataException MadeOfItself() => new("a type in the BTF is made of itself");

    private static InvalidDataException Cut() => new("the BTF is cut, or a length in it is wrong");
}
