using System.Buffers.Binary;

namespace KernelFlags.Proc.Input;

/// <summary>A stream of which some bytes were read already: those first, then the rest.</summary>
/// <param name="prefix">What was read.</param>
/// <param name="rest">The rest; closed with this stream.</param>
internal sealed class PrefixedStream(byte[] prefix, Stream rest) : ReadOnlyStream
{
    private int _read;
    private ulong _tail;

    /// <summary>The last four bytes that were read, as gzip writes the length of what it packed.</summary>
    public uint Tail => BinaryPrimitives.ReverseEndianness((uint)_tail);

    public override int Read(Span<byte> buffer)
    {
        var length = _read == prefix.Length ? rest.Read(buffer) : ReadPrefix(buffer);
        foreach (var value in buffer[..length][Math.Max(0, length - sizeof(uint))..])
        {
            _tail = (_tail << 8) | value;
        }

        return length;
    }

    private int ReadPrefix(Span<byte> buffer)
    {
        var taken = prefix.AsSpan(_read);
        taken = taken[..Math.Min(taken.Length, buffer.Length)];
        taken.CopyTo(buffer);
        _read += taken.Length;
        return taken.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
