using System.Text;

namespace KernelFlags.Tests.Shared.Btf;

/// <summary>Makes BTF by hand.</summary>
internal sealed class BtfBuilder
{
    private const int Struct = 4;
    private const int Union = 5;
    private const int WithBitFields = 1 << 31;

    private readonly List<byte> _types = [];
    private readonly List<byte> _names = [0];
    private int _count;

    /// <summary>Adds a type without a name: so many words follow.</summary>
    public BtfBuilder With(int kind, int members, int words)
    {
        Type(kind << 24 | members, "", 4);
        for (var i = 0; i < words; i++)
        {
            Put(0x01010101);
        }

        return this;
    }

    /// <summary>Adds an enumeration, of 64 bits or of 32.</summary>
    public BtfBuilder WithEnum(bool isWide, params (string Name, long Value)[] members)
    {
        Type((isWide ? 19 : 6) << 24 | members.Length, "", 4);
        foreach (var (name, value) in members)
        {
            Put(Name(name));
            Put((int)value);
            if (isWide)
            {
                Put((int)(value >> 32));
            }
        }

        return this;
    }

    /// <summary>Adds a type that has no members.</summary>
    /// <param name="sizeOrType">Its size, or the type that it is made of.</param>
    /// <param name="words">What follows.</param>
    /// <returns>Its number.</returns>
    public int Add(int kind, string name, int sizeOrType, params int[] words)
    {
        Type(kind << 24, name, sizeOrType);
        Array.ForEach(words, Put);
        return _count;
    }

    /// <summary>Adds an integer.</summary>
    /// <returns>Its number.</returns>
    public int AddInt(int size) => Add(1, "number", size, 8 * size);

    /// <summary>Adds a pointer.</summary>
    /// <returns>Its number.</returns>
    public int AddPointer(int type) => Add(2, "", type);

    /// <summary>Adds an array.</summary>
    /// <returns>Its number.</returns>
    public int AddArray(int type, int length) => Add(3, "", 0, type, type, length);

    /// <summary>Adds a structure, whose members are where they are said to be.</summary>
    /// <returns>Its number.</returns>
    public int AddStruct(string name, int size, params (string Name, int Type, int Bit)[] members) => AddMembers(Struct << 24, name, size, members);

    /// <summary>Adds a structure that has bit fields: a member's place has its width in the upper byte.</summary>
    /// <returns>Its number.</returns>
    public int AddBitFields(string name, int size, params (string Name, int Type, int Bit)[] members) => AddMembers(WithBitFields | Struct << 24, name, size, members);

    /// <summary>Adds a union.</summary>
    /// <returns>Its number.</returns>
    public int AddUnion(string name, int size, params (string Name, int Type)[] members) =>
        AddMembers(Union << 24, name, size, [.. members.Select(member => (member.Name, member.Type, 0))]);

    /// <summary>The bytes.</summary>
    public byte[] Build()
    {
        const int HeaderSize = 24;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((ushort)0xeb9f);
        writer.Write((byte)1);
        writer.Write((byte)0);
        writer.Write(HeaderSize);
        writer.Write(0);
        writer.Write(_types.Count);
        writer.Write(_types.Count);
        writer.Write(_names.Count);
        writer.Write([.. _types]);
        writer.Write([.. _names]);
        writer.Flush();
        return bytes.ToArray();
    }

    private int AddMembers(int info, string name, int size, (string Name, int Type, int Bit)[] members)
    {
        Type(info | members.Length, name, size);
        foreach (var member in members)
        {
            Put(Name(member.Name));
            Put(member.Type);
            Put(member.Bit);
        }

        return _count;
    }

    private void Type(int info, string name, int sizeOrType)
    {
        _count++;
        Put(Name(name));
        Put(info);
        Put(sizeOrType);
    }

    private int Name(string name)
    {
        var at = name.Length == 0 ? 0 : _names.Count;
        _names.AddRange(name.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes(name), 0]);
        return at;
    }

    private void Put(int word) => _types.AddRange(BitConverter.GetBytes(word));
}
