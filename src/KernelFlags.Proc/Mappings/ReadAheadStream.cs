using KernelFlags.Proc.Input;

namespace KernelFlags.Proc.Mappings;

/// <summary>
/// Reads a stream on a thread of its own, some buffers ahead: the kernel makes the text of <c>/proc/PID/smaps</c> while what came before
/// is parsed.
/// </summary>
internal sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BufferSize = 256 << 10;
    private const int Buffers = 6;

    private readonly Stream _source;
    private readonly BoundedQueue<Text> _texts = new(Buffers);
    private readonly Thread _reader;
    private Text? _current;
    private int _read;
    private bool _isDisposed;

    public ReadAheadStream(Stream source)
    {
        _source = source;
        _reader = new Thread(ReadAll) { IsBackground = true, Name = "read ahead" };
        _reader.Start();
    }

    public override int Read(Span<byte> buffer)
    {
        if ((_current is null || _read == _current.Length) && !TryNext())
        {
            return 0;
        }

        var rest = _current!.Bytes.AsSpan(_read, _current.Length - _read);
        rest = rest[..Math.Min(buffer.Length, rest.Length)];
        rest.CopyTo(buffer);
        _read += rest.Length;
        return rest.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _texts.Stop();
            _reader.Join();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TryNext()
    {
        _read = 0;
        _current = _texts.Take(_current);
        return _current is not null || (_texts.Error is { } error ? throw new IOException(error.Message, error) : false);
    }

    private void ReadAll()
    {
        try
        {
            Text text;
            do
            {
                text = _texts.Reuse() ?? new Text();

                // A file in /proc gives a page at a time.
                text.Length = _source.ReadAtLeast(text.Bytes, text.Bytes.Length, throwOnEndOfStream: false);
            }
            while (text.Length > 0 && _texts.TryGive(text));

            _texts.End(null);
        }
#pragma warning disable CA1031 // Whatever goes wrong is told where the bytes are read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _texts.End(exception);
        }
    }

    /// <summary>A part of the text.</summary>
    private sealed class Text
    {
        public byte[] Bytes { get; } = new byte[BufferSize];

        public int Length { get; set; }
    }
}
