using System.IO.Compression;

namespace KernelFlags.Proc.Input;

/// <summary>What a gzip file holds. One that is cut or damaged is an <see cref="InvalidDataException"/> of a read.</summary>
internal sealed class GunzippedStream : ReadOnlyStream
{
    private readonly PrefixedStream _packed;
    private readonly GZipStream _gzip;
    private uint _unpacked;

    /// <summary>Unpacks.</summary>
    /// <param name="prefix">The first bytes of the file, which were read already.</param>
    /// <param name="rest">The rest of it; closed with this stream.</param>
    public GunzippedStream(byte[] prefix, Stream rest)
    {
        _packed = new PrefixedStream(prefix, rest);
        _gzip = new GZipStream(_packed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        var length = _gzip.Read(buffer);
        _unpacked = unchecked(_unpacked + (uint)length);

        // GZipStream takes a file that was cut for one that has ended.
        return length > 0 || buffer.IsEmpty || _packed.Tail == _unpacked ? length : throw new InvalidDataException("the file is cut");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }
}
