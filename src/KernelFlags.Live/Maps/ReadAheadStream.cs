using System.Collections.Concurrent;
using KernelFlags.Live.Input;

namespace KernelFlags.Live.Maps;

/// <summary>
/// Reads a stream on a thread of its own, some buffers ahead: the kernel makes the text of <c>/proc/PID/smaps</c> while what came before
/// is parsed.
/// </summary>
internal sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BufferSize = 64 << 10;
    private const int Buffers = 16;

    private readonly Stream _source;
    private readonly BlockingCollection<(byte[] Bytes, int Length)> _full = new(Buffers);
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _reader;
    private Exception? _error;
    private (byte[] Bytes, int Length) _current = ([], 0);
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
        if (_read == _current.Length && !TryNext())
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, _current.Length - _read);
        _current.Bytes.AsSpan(_read, length).CopyTo(buffer);
        _read += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _stop.Cancel();
            _reader.Join();
            _source.Dispose();
            _full.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TryNext()
    {
        if (_current.Bytes.Length > 0)
        {
            _free.Add(_current.Bytes);
        }

        _read = 0;
        if (_full.TryTake(out _current, Timeout.Infinite))
        {
            return true;
        }

        _current = ([], 0);
        return _error is null ? false : throw new IOException(_error.Message, _error);
    }

    private void ReadAll()
    {
        try
        {
            while (true)
            {
                var bytes = _free.TryTake(out var used) ? used : new byte[BufferSize];
                // A file in /proc gives a page at a time.
                var length = _source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                if (length == 0)
                {
                    return;
                }

                _full.Add((bytes, length), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more.
        }
#pragma warning disable CA1031 // Whatever goes wrong is told where the bytes are read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _error = exception;
        }
        finally
        {
            _full.CompleteAdding();
        }
    }
}
