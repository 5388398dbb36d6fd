using System.Text;

namespace KernelFlags.Conformance.Live;

/// <summary>Makes BTF by hand: enumerations, and types of other kinds around them.</summary>
internal sealed class BtfBuilder
{
    private readonly List<byte> _types = [];
    private readonly List<byte> _names = [0];

    /// <summary>Adds a type without a name: so many words follow.</summary>
    public BtfBuilder With(int kind, int members, int words)
    {
        Type(kind, members);
        for (var i = 0; i < words; i++)
        {
            Put(0x01010101);
        }

        return this;
    }

    /// <summary>Adds an enumeration, of 64 bits or of 32.</summary>
    public BtfBuilder WithEnum(bool isWide, params (string Name, long Value)[] members)
    {
        Type(isWide ? 19 : 6, members.Length);
        foreach (var (name, value) in members)
        {
            Put(_names.Count);
            _names.AddRange([.. Encoding.ASCII.GetBytes(name), 0]);
            Put((int)value);
            if (isWide)
            {
                Put((int)(value >> 32));
            }
        }

        return this;
    }

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

    private void Type(int kind, int members)
    {
        Put(0);
        Put((kind << 24) | members);
        Put(4);
    }

    private void Put(int word) => _types.AddRange(BitConverter.GetBytes(word));
}
