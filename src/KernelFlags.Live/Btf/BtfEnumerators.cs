using System.Buffers.Binary;
using System.Text;

namespace KernelFlags.Live.Btf;

/// <summary>
/// Reads enumerators out of BTF, the type information that a kernel carries of itself (<c>/sys/kernel/btf/vmlinux</c>; Documentation/bpf/btf.rst).
/// All other types are passed over.
/// </summary>
public static class BtfEnumerators
{
    private const ushort Magic = 0xeb9f;
    private const int SmallestHeader = 24;
    private const int SizeOfType = 12;

    /// <summary>Kinds of types, by number, with what follows each: so many bytes, and so many for each of its members.</summary>
    private static readonly (int Fixed, int PerMember)[] SizeOfKind =
    [
        (0, 0), // none
        (4, 0), // int
        (0, 0), // pointer
        (12, 0), // array
        (0, 12), // struct
        (0, 12), // union
        (0, 8), // enum
        (0, 0), // forward declaration
        (0, 0), // typedef
        (0, 0), // volatile
        (0, 0), // const
        (0, 0), // restrict
        (0, 0), // function
        (0, 8), // function prototype
        (4, 0), // variable
        (0, 12), // data section
        (0, 0), // floating point
        (4, 0), // declaration tag
        (0, 0), // type tag
        (0, 12), // enum of 64 bits
    ];

    private const int Enum = 6;
    private const int Enum64 = 19;

    /// <summary>Reads the enumerators whose names have a prefix and a suffix.</summary>
    /// <param name="btf">The bytes, little-endian.</param>
    /// <param name="prefix">What their names start with.</param>
    /// <param name="suffix">What their names end with.</param>
    /// <returns>Name to value; the first one of a name.</returns>
    /// <exception cref="InvalidDataException">It is no BTF, or is cut.</exception>
    public static IReadOnlyDictionary<string, long> Read(ReadOnlySpan<byte> btf, string prefix, string suffix)
    {
        try
        {
            return ReadSections(btf, prefix, suffix);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InvalidDataException("the BTF is cut, or a length in it is wrong", exception);
        }
    }

    private static Dictionary<string, long> ReadSections(ReadOnlySpan<byte> btf, string prefix, string suffix)
    {
        if (btf.Length < SmallestHeader || BinaryPrimitives.ReadUInt16LittleEndian(btf) != Magic)
        {
            throw new InvalidDataException("this is no BTF in the byte order of this machine");
        }

        var rest = btf[Word(btf, 4)..];
        var types = rest.Slice(Word(btf, 8), Word(btf, 12));
        var strings = rest.Slice(Word(btf, 16), Word(btf, 20));
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        while (!types.IsEmpty)
        {
            var info = Word(types, 4);
            var members = info & 0xffff;
            var kind = (info >> 24) & 0x1f;
            if (kind >= SizeOfKind.Length)
            {
                throw new InvalidDataException($"the BTF has a type of kind {kind}, which is not known");
            }

            var (more, perMember) = SizeOfKind[kind];
            var body = types.Slice(SizeOfType, more + (perMember * members));
            types = types[(SizeOfType + body.Length)..];
            for (; kind is Enum or Enum64 && !body.IsEmpty; body = body[perMember..])
            {
                var name = Text(strings[Word(body, 0)..]);
                if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
                {
                    found.TryAdd(name, kind == Enum ? Word(body, 4) : (uint)Word(body, 4) | ((long)Word(body, 8) << 32));
                }
            }
        }

        return found;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static string Text(ReadOnlySpan<byte> from) =>
        from.IndexOf((byte)0) is >= 0 and var length ? Encoding.UTF8.GetString(from[..length]) : throw new InvalidDataException("a name in the BTF has no end");
}
