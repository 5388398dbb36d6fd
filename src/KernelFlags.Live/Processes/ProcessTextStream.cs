using KernelFlags.Live.Maps;

namespace KernelFlags.Live.Processes;

/// <summary>
/// <c>maps</c> or <c>smaps</c> of a process, read ahead on a thread of its own. When the process goes away the kernel lets the text end
/// early as if that were all of it: <see cref="ThrowIfCut"/> tells.
/// </summary>
public sealed class ProcessTextStream : Stream
{
    private readonly ProcessFolder _process;
    private readonly string _identity;
    private readonly ReadAheadStream _text;
    private long _length;

    internal ProcessTextStream(ProcessFolder process, FileStream file, string identity)
    {
        _process = process;
        _identity = identity;
        _text = new ReadAheadStream(file);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var length = _text.Read(buffer);
            _length += length;
            if (length == 0)
            {
                ThrowIfCut();
            }

            return length;
        }
        catch (IOException exception) when (exception is not ProcessException)
        {
            throw _process.Ended(exception);
        }
    }

    /// <summary>Whether what was read is all of it.</summary>
    /// <exception cref="ProcessException">It is not, or the process has no memory.</exception>
    public void ThrowIfCut()
    {
        if (_process.ReadIdentity() != _identity)
        {
            throw _process.Ended(null);
        }

        if (_length == 0)
        {
            throw _process.Empty();
        }
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }
}
