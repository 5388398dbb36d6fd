namespace KernelFlags.Proc.Mappings;

/// <summary>What stands behind the name of a field: <c>   12 kB</c>.</summary>
internal ref struct FieldValue(ReadOnlySpan<byte> text)
{
    private const ulong Kilobyte = 1024;

    private readonly ReadOnlySpan<byte> _text = text;
    private Fault _fault;

    private enum Fault
    {
        NoNumber,
        TooLarge,
        NoUnit,
    }

    /// <summary>Whether it is a size, which the file gives in kB.</summary>
    public bool IsSize { get; private set; }

    /// <summary>Where it can't be read.</summary>
    public int WrongAt { get; private set; }

    /// <summary>All of it, without blanks around.</summary>
    public readonly ReadOnlySpan<byte> Words => _text.Trim(" \t"u8);

    /// <summary>Whether a text is a number, or a size.</summary>
    /// <returns>False when it is anything else.</returns>
    public static bool IsNumber(ReadOnlySpan<byte> text) => new FieldValue(text).TryRead(MapsFieldRole.Other, out _);

    /// <summary>Reads a number.</summary>
    /// <param name="role">What the field is: whether it has to be a size.</param>
    /// <param name="value">The number, that of a size in bytes.</param>
    /// <returns>False when it is none.</returns>
    public bool TryRead(MapsFieldRole role, out ulong value)
    {
        value = 0;
        var at = 0;
        while (at < _text.Length && PastedLine.IsBlank(_text[at]))
        {
            at++;
        }

        var digits = at;
        for (; at < _text.Length && _text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            if (value >= ulong.MaxValue / (10 * Kilobyte))
            {
                return Fail(digits, Fault.TooLarge);
            }

            value = (value * 10) + (uint)(_text[at] - '0');
        }

        if (at == digits)
        {
            return Fail(digits, Fault.NoNumber);
        }

        var unit = _text[at..].Trim(" \t"u8);
        IsSize = unit.Length == 2 && (unit[0] | 0x20) == 'k' && (unit[1] | 0x20) == 'b';
        value = IsSize ? value * Kilobyte : value;
        return IsSize || (unit.IsEmpty && role is (MapsFieldRole.Other or MapsFieldRole.PageSize or MapsFieldRole.ProtectionKey)) || Fail(at, Fault.NoUnit);
    }

    /// <summary>Why it can't be read.</summary>
    /// <returns>What is wrong; what would be right.</returns>
    public readonly string Wrong(MapsField field) => _fault switch
    {
        Fault.TooLarge => "the number is too large",
        Fault.NoUnit => $"the number of {field.Name} is in kB, and kB stands behind it",
        _ => $"a number is expected after {field.Name}:",
    };

    private bool Fail(int at, Fault fault)
    {
        (WrongAt, _fault) = (at, fault);
        return false;
    }
}
