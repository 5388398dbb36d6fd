using System.Buffers.Binary;

namespace KernelFlags.Live.Tests.Bpf;

/// <summary>Runs the few instructions of BPF that a program of an iterator has, on memory of its own.</summary>
internal sealed class BpfMachine
{
    private const int StackSize = 512;
    private const int SequenceWrite = 127;

    private readonly byte[] _memory = new byte[64 << 10];
    private int _used = StackSize;

    /// <summary>What was written to the file of the iterator.</summary>
    public byte[]? Written { get; private set; }

    /// <summary>The file that it was written to.</summary>
    public ulong File { get; private set; }

    /// <summary>Takes memory.</summary>
    /// <returns>Its address.</returns>
    public int Take(int size) => (_used += size) - size;

    /// <summary>Sets 8 bytes of memory.</summary>
    public void Set(int address, ulong word) => BinaryPrimitives.WriteUInt64LittleEndian(_memory.AsSpan(address), word);

    /// <summary>Sets 4 bytes of memory.</summary>
    public void Set(int address, uint word) => BinaryPrimitives.WriteUInt32LittleEndian(_memory.AsSpan(address), word);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it returns.</returns>
    public ulong Run(ReadOnlySpan<ulong> code, int context)
    {
        var registers = new ulong[11];
        (registers[1], registers[10]) = ((ulong)context, StackSize);
        _memory.AsSpan(0, StackSize).Fill(0xaa);
        for (var i = 0; ; i++)
        {
            var (word, operation) = (code[i], (byte)code[i]);
            ref var to = ref registers[(word >> 8) & 0xf];
            var (from, offset, number) = (registers[(word >> 12) & 0xf], (short)(word >> 16), (int)(word >> 32));
            switch (operation)
            {
                case 0x61 or 0x69 or 0x71 or 0x79:
                    to = Load((int)from + offset, operation);
                    break;
                case 0x63 or 0x6b or 0x73 or 0x7b:
                    Store((int)to + offset, from, operation);
                    break;
                case 0x7a:
                    Store((int)to + offset, (ulong)number, operation);
                    break;
                case 0x07:
                    to += (ulong)number;
                    break;
                case 0x15:
                    i += to == (ulong)number ? offset : 0;
                    break;
                case 0xb7:
                    to = (ulong)number;
                    break;
                case 0xbf:
                    to = from;
                    break;
                case 0x85 when number == SequenceWrite:
                    (File, Written) = (registers[1], _memory[(int)registers[2]..(int)(registers[2] + registers[3])]);
                    break;
                case 0x95:
                    return registers[0];
                default:
                    throw new NotSupportedException($"instruction {word:x16}");
            }
        }
    }

    private static int Size(byte operation) => (operation & 0x18) switch
    {
        0x00 => 4,
        0x08 => 2,
        0x10 => 1,
        _ => 8,
    };

    private ulong Load(int address, byte operation)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        _memory.AsSpan(address, Size(operation)).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private void Store(int address, ulong value, byte operation)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..Size(operation)].CopyTo(_memory.AsSpan(address));
    }
}
