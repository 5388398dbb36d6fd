using System.Buffers;
using System.Runtime.CompilerServices;

namespace KernelFlags.Proc.Input;

/// <summary>Lines of a file, one at a time; a file that gzip made is unpacked on the way.</summary>
public sealed class InputLineReader : IDisposable
{
    /// <summary>A line of a trace may hold a snapshot of many VMAs.</summary>
    private const int DefaultMaxLine = 64 << 20;

    /// <summary>No file has so many blank lines in a row; gzip packs them a thousandfold.</summary>
    private const long MaxBlank = 64 << 20;

    /// <summary>The same where something is done for each of them, which takes longer than to skip them.</summary>
    private const long MaxBlankTaken = 64 << 10;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    private readonly Stream _stream;
    private readonly int _maxLine;
    private byte[] _buffer = new byte[128 << 10];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private long _blank;
    private bool _finished;

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The stream; closed with the reader.</param>
    /// <param name="maxLine">How long a line may be, in bytes.</param>
    /// <param name="isPasted">Whether it is text that somebody saved, in whatever encoding and with whatever line ends.</param>
    public InputLineReader(Stream stream, int maxLine = DefaultMaxLine, bool isPasted = false)
    {
        _maxLine = maxLine;
        _end = stream.ReadAtLeast(_buffer.AsSpan(), GzipMagic.Length, throwOnEndOfStream: false);
        _stream = stream;
        Bytes = _end;
        var isPacked = _buffer.AsSpan(0, _end).StartsWith(GzipMagic);
        if (isPacked || isPasted)
        {
            var prefix = _buffer.AsSpan(0, _end).ToArray();
            _stream = isPacked ? new GunzippedStream(prefix, stream) : new PrefixedStream(prefix, stream);
            _stream = isPasted ? new PastedTextStream(_stream) : _stream;
            (_end, Bytes) = (0, 0);
        }
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Starts again with the first line of a stream that can seek: a file below /proc says each time what is so then.</summary>
    public void Restart()
    {
        _stream.Position = 0;
        _start = _end = 0;
        _finished = false;
        (Line, Bytes) = (0, 0);
    }

    /// <summary>How many bytes were read, unpacked.</summary>
    public long Bytes { get; private set; }

    /// <summary>The line that was read last, without its end; valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The next line that is not blank, without its end; valid until the next call.</summary>
    /// <param name="line">The line.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">A line is too long, there are very many blank ones, or a packed file is damaged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (TryReadAny(out line))
        {
            Line++;
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (line.ContainsAnyExcept((byte)' ', (byte)'\t'))
            {
                _lineLength = line.Length;
                return true;
            }

            _blank += line.Length;
            SkipBlankLines();
        }

        _lineLength = 0;
        return false;
    }

    /// <summary>The next line, blank or not, without its end; valid until the next call.</summary>
    /// <param name="line">The line.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">A line is too long, there are very many blank ones, or a packed file is damaged.</exception>
    public bool TryReadBlankToo(out ReadOnlySpan<byte> line)
    {
        if (!TryReadAny(out line))
        {
            _lineLength = 0;
            return false;
        }

        Line++;
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        _lineLength = line.Length;
        CountBlank(line.ContainsAnyExcept((byte)' ', (byte)'\t') ? -_blank : line.Length + 1, MaxBlankTaken);
        return true;
    }

    /// <summary>Skips lines, if the text goes on with just these.</summary>
    /// <param name="lines">The lines, each with a line feed at its end.</param>
    /// <param name="count">How many they are.</param>
    /// <returns>False when it does not; nothing is skipped then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TrySkip(ReadOnlySpan<byte> lines, int count)
    {
        while (true)
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            if (pending.Length >= lines.Length)
            {
                if (!pending.StartsWith(lines))
                {
                    return false;
                }

                _start += lines.Length;
                Line += count;
                return true;
            }

            if (!lines.StartsWith(pending) || _finished || !Fill())
            {
                return false;
            }
        }
    }

    /// <summary>Whether the line that was read last is the last one and has no end: it may be cut.</summary>
    public bool IsUnended { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Skips whole lines that are blank, many at a time.</summary>
    private void SkipBlankLines()
    {
        do
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            var text = pending.IndexOfAnyExcept(Blanks);
            var blank = (text < 0 ? pending : pending[..text]).LastIndexOf((byte)'\n') + 1;
            Line += pending[..blank].Count((byte)'\n');
            _start += blank;
            CountBlank(blank, MaxBlank);

            if (text >= 0)
            {
                _blank = 0;
                return;
            }

            if (blank == 0 && !pending.IsEmpty)
            {
                return;
            }
        }
        while (!_finished && Fill());
    }

    private void CountBlank(long length, long maxBytes)
    {
        _blank += length;
        if (_blank > maxBytes)
        {
            var size = maxBytes == MaxBlank ? $"{maxBytes >> 20} MiB" : $"{maxBytes >> 10} KiB";
            throw new InputException(InputException.Malformed, Line, 1, $"there are more than {size} of blank lines in a row; this is another kind of file");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadAny(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            var length = pending[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = pending[..(searched + length)];
                _lineStart = _start;
                _start += searched + length + 1;
                return true;
            }

            searched = pending.Length;
            if (_finished || !Fill())
            {
                line = pending;
                _lineStart = _start;
                _start = _end;
                IsUnended = !line.IsEmpty;
                return IsUnended;
            }
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= _maxLine)
            {
                throw new InputException(InputException.Malformed, Line + 1, 1, $"the line is longer than {_maxLine >> 20} MiB, the most that is read; this is another kind of file");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            Bytes += read;
            _finished = read == 0;
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }

        return !_finished;
    }

    private InputException Damaged() =>
        new(InputException.Unreadable, Line + 1, 1, "the gzip file is damaged or cut; gzip -t checks it");
}
