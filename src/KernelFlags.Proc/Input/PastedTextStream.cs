using System.Text;

namespace KernelFlags.Proc.Input;

/// <summary>
/// Text as editors, shells and mail leave it, made UTF-8 with LF line ends: a byte order mark goes, UTF-16 is converted, and CR, CR LF and
/// CR CR LF each end one line.
/// </summary>
/// <param name="source">The text as it was saved, unpacked; closed with this stream.</param>
internal sealed class PastedTextStream(Stream source) : ReadOnlyStream
{
    private const int UnitSize = 2;
    private const int LongestUtf8 = 3;

    private readonly byte[] _ready = new byte[32 << 10];
    private readonly byte[] _units = new byte[16 << 10];
    private Decoder? _utf16;
    private int _readyStart;
    private int _readyEnd;
    private bool _isStarted;
    private bool _isAfterReturn;

    public override int Read(Span<byte> buffer)
    {
        if (!_isStarted)
        {
            Start();
        }

        while (!buffer.IsEmpty)
        {
            var read = ReadUtf8(buffer);
            var length = FoldReturns(buffer[..read]);
            if (read == 0 || length > 0)
            {
                return length;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Finds out how characters are written: by a mark, or by the zeros that ASCII has in UTF-16.</summary>
    private void Start()
    {
        _isStarted = true;
        var length = source.ReadAtLeast(_units.AsSpan(0, 2 * UnitSize), 2 * UnitSize, throwOnEndOfStream: false);
        var (encoding, mark) = _units.AsSpan(0, length) switch
        {
            [0xef, 0xbb, 0xbf, ..] => (null, 3),
            [0xff, 0xfe, ..] or [not 0, 0, not 0, 0] => (Encoding.Unicode, _units[0] == 0xff ? UnitSize : 0),
            [0xfe, 0xff, ..] or [0, not 0, 0, not 0] => (Encoding.BigEndianUnicode, _units[0] == 0xfe ? UnitSize : 0),
            _ => ((Encoding?)null, 0),
        };
        _utf16 = encoding?.GetDecoder();
        Add(_units.AsSpan(mark, length - mark));
    }

    private int ReadUtf8(Span<byte> buffer)
    {
        if (_readyStart == _readyEnd)
        {
            if (_utf16 is null)
            {
                return source.Read(buffer);
            }

            var read = source.Read(_units);
            Add(_units.AsSpan(0, read), isLast: read == 0);
        }

        var length = Math.Min(buffer.Length, _readyEnd - _readyStart);
        _ready.AsSpan(_readyStart, length).CopyTo(buffer);
        _readyStart += length;
        return length;
    }

    private void Add(ReadOnlySpan<byte> bytes, bool isLast = false)
    {
        _readyStart = 0;
        if (_utf16 is null)
        {
            bytes.CopyTo(_ready);
            _readyEnd = bytes.Length;
            return;
        }

        // A unit that is cut waits in the decoder for its other half.
        Span<char> chars = stackalloc char[(_ready.Length / LongestUtf8) + 1];
        _readyEnd = Encoding.UTF8.GetBytes(chars[.._utf16.GetChars(bytes, chars, isLast)], _ready);
    }

    /// <summary>Makes each run of CR, and the LF after it, one LF, in place.</summary>
    private int FoldReturns(Span<byte> text)
    {
        const byte Return = (byte)'\r';
        const byte Feed = (byte)'\n';
        var at = _isAfterReturn ? 0 : text.IndexOf(Return);
        if (at < 0)
        {
            return text.Length;
        }

        var length = at;
        foreach (var value in text[at..])
        {
            var (isReturn, wasReturn) = (value == Return, _isAfterReturn);
            _isAfterReturn = isReturn;
            if (wasReturn && value is Return or Feed)
            {
                continue;
            }

            text[length++] = isReturn ? Feed : value;
        }

        return length;
    }
}
