namespace KernelFlags.Proc.Mappings;

/// <summary>
/// Finds an address line, or a field, in a line that the kernel did not write just so: behind quoting, indentation, the line number of a tool or a
/// time stamp; with tabs or more blanks than one; with capital digits or 0x.
/// </summary>
internal ref struct PastedLine(ReadOnlySpan<byte> line)
{
    /// <summary>The kernel writes no address with fewer digits.</summary>
    private const int AddressDigits = 8;

    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    private static ReadOnlySpan<byte> NoBreakBlank => [0xc2, 0xa0];

    /// <summary>The address line that was found.</summary>
    public AddressLine Address { get; private set; }

    /// <summary>Where a line that is meant as an address line can't be read; -1 where nothing in it is meant so.</summary>
    public int WrongAt { get; private set; } = -1;

    /// <summary>What is wrong there.</summary>
    public string Wrong { get; private set; } = AddressLine.Shape;

    /// <summary>Whether a line has blanks as web pages have them.</summary>
    public static bool HasOtherBlanks(ReadOnlySpan<byte> line) => line.IndexOf(NoBreakBlank) >= 0;

    /// <summary>The same line with a blank for each byte of those that web pages have.</summary>
    /// <returns>The line, as long as before.</returns>
    public static ReadOnlySpan<byte> WithPlainBlanks(ReadOnlySpan<byte> line)
    {
        if (!HasOtherBlanks(line))
        {
            return line;
        }

        var plain = line.ToArray();
        for (var at = line.IndexOf(NoBreakBlank); at >= 0; at = plain.AsSpan().IndexOf(NoBreakBlank))
        {
            plain.AsSpan(at, NoBreakBlank.Length).Fill((byte)' ');
        }

        return plain;
    }

    /// <summary>Where a field's name begins: with the first letter of the line.</summary>
    /// <param name="colon">Where the colon behind the name is.</param>
    /// <returns>The place; -1 where the line is no field.</returns>
    public static int FindField(ReadOnlySpan<byte> line, out int colon)
    {
        var start = 0;
        while (start < line.Length && !char.IsAsciiLetter((char)line[start]))
        {
            start++;
        }

        colon = start;
        while (colon < line.Length && (char.IsAsciiLetterOrDigit((char)line[colon]) || line[colon] is (byte)'_' or (byte)'-' or (byte)'(' or (byte)')'))
        {
            colon++;
        }

        return colon > start && colon < line.Length && line[colon] == ':' && (colon + 1 == line.Length || IsBlank(line[colon + 1])) ? start : -1;
    }

    /// <summary>Whether a byte parts words.</summary>
    public static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t';

    /// <summary>Finds an address line.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryFindAddress()
    {
        var isFirst = true;
        for (var at = 0; at < _line.Length && WrongAt < 0; at++)
        {
            if (IsBorder(_line[at]) || (at > 0 && !IsBorder(_line[at - 1])))
            {
                continue;
            }

            if (TryReadFrom(at, isFirst))
            {
                return true;
            }

            isFirst = false;
        }

        return false;
    }

    private bool TryReadFrom(int start, bool isFirst)
    {
        var range = Word(start);
        if (range.IndexOf((byte)'-') < 0)
        {
            return false;
        }

        var permAt = SkipBlanks(start + range.Length);
        _at = start;
        var isRange = TryTakeRange(out var first, out var end) && _at == start + range.Length;
        if (!Permissions.AreMeant(Word(permAt)))
        {
            // Dates, ranges of pages and names have dashes too.
            return isFirst && isRange && range.Length > 2 * AddressDigits && Fail(permAt, "four letters such as rw-p are expected");
        }

        if (!isRange)
        {
            // Behind the number of a line it is another word that is the range.
            return _at < _line.Length && !IsBorder(_line[_at]) && Fail(_at, AddressLine.Shape);
        }

        if (!Permissions.AreLetters(Word(permAt)))
        {
            return Fail(permAt, "four letters such as rw-p are expected");
        }

        _at = SkipBlanks(permAt + Permissions.Count);
        if (!TryTakeHex(out var offset) || (_at < _line.Length && !IsBlank(_line[_at])))
        {
            return Fail(_at, AddressLine.Shape);
        }

        Address = new() { Start = first, End = end, Offset = offset, PermAt = permAt, BackingAt = SkipBlanks(_at) };
        return true;
    }

    private bool Fail(int at, string wrong)
    {
        (WrongAt, Wrong) = (at, wrong);
        return false;
    }

    /// <summary>What may stand before an address line without a blank between.</summary>
    private static bool IsBorder(byte letter) => IsBlank(letter) || letter is (byte)'>' or (byte)'|' or (byte)':' or (byte)']';

    private readonly ReadOnlySpan<byte> Word(int at)
    {
        var length = _line[at..].IndexOfAny((byte)' ', (byte)'\t');
        return length < 0 ? _line[at..] : _line.Slice(at, length);
    }

    private readonly int SkipBlanks(int at)
    {
        while (at < _line.Length && IsBlank(_line[at]))
        {
            at++;
        }

        return at;
    }

    private bool TryTakeRange(out ulong start, out ulong end)
    {
        end = 0;
        if (!TryTakeHex(out start) || _at == _line.Length || _line[_at] != '-')
        {
            return false;
        }

        _at++;
        return TryTakeHex(out end);
    }

    private bool TryTakeHex(out ulong value)
    {
        _at += _line[_at..].StartsWith("0x"u8) || _line[_at..].StartsWith("0X"u8) ? 2 : 0;
        var first = _at;
        for (value = 0; _at < _line.Length && char.IsAsciiHexDigit((char)_line[_at]); _at++)
        {
            if (value >> 60 != 0)
            {
                return false;
            }

            value = (value << 4) | HexDigit(_line[_at]);
        }

        return _at > first;
    }

    private static ulong HexDigit(byte letter) => (ulong)(letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10);
}
