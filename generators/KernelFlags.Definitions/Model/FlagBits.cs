using System.Globalization;

namespace KernelFlags.Definitions.Model;

/// <summary>A set of bits of a flag word of up to <see cref="MaxWidth"/> bits.</summary>
/// <param name="Low">Bits 0 to 63.</param>
/// <param name="High">Bits 64 to 127.</param>
public readonly record struct FlagBits(ulong Low, ulong High = 0)
{
    /// <summary>The widest flag word, in bits.</summary>
    public const int MaxWidth = 128;

    /// <summary>Whether no bit is set.</summary>
    public bool IsEmpty => (Low | High) == 0;

    /// <summary>The set of one bit.</summary>
    /// <param name="bit">The bit's number, below <see cref="MaxWidth"/>.</param>
    /// <returns>The set.</returns>
    public static FlagBits Of(int bit) => bit < 64 ? new(1UL << bit) : new(0, 1UL << (bit - 64));

    /// <summary>All bits below <paramref name="width"/>.</summary>
    /// <param name="width">The number of bits, at most <see cref="MaxWidth"/>.</param>
    /// <returns>The set.</returns>
    public static FlagBits All(int width) => new(
        width >= 64 ? ulong.MaxValue : (1UL << width) - 1,
        width >= 128 ? ulong.MaxValue : width > 64 ? (1UL << (width - 64)) - 1 : 0);

    /// <summary>Whether <paramref name="bit"/> is set.</summary>
    /// <returns>True when it is.</returns>
    public bool Has(int bit) => !(this & Of(bit)).IsEmpty;

    /// <summary>The numbers of the bits that are set, lowest first.</summary>
    /// <returns>The numbers.</returns>
    public IEnumerable<int> Bits()
    {
        for (var bit = 0; bit < MaxWidth; bit++)
        {
            if (Has(bit))
            {
                yield return bit;
            }
        }
    }

    /// <summary>The one bit that is set.</summary>
    /// <returns>Its number; null when none or several are set.</returns>
    public int? Single()
    {
        using var bits = Bits().GetEnumerator();
        return bits.MoveNext() && bits.Current is var bit && !bits.MoveNext() ? bit : null;
    }

    /// <summary>Reads a number: decimal of up to 64 bits, or hexadecimal with <c>0x</c> of up to <see cref="MaxWidth"/>.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out FlagBits value)
    {
        const int HalfDigits = 16;
        value = default;
        if (!text.StartsWith("0x", StringComparison.Ordinal))
        {
            var isNumber = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var low);
            value = new(low);
            return isNumber;
        }

        var digits = text.Substring(2).TrimStart('0');
        if (text.Length == 2 || digits.Length > 2 * HalfDigits || !digits.All(Uri.IsHexDigit))
        {
            return false;
        }

        var padded = digits.PadLeft(2 * HalfDigits, '0');
        ulong Half(int start) => ulong.Parse(padded.Substring(start, HalfDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        value = new(Half(HalfDigits), Half(0));
        return true;
    }

    /// <summary>The value in hexadecimal, without leading zeros: <c>0x1800</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => High == 0
        ? string.Format(CultureInfo.InvariantCulture, "0x{0:x}", Low)
        : string.Format(CultureInfo.InvariantCulture, "0x{0:x}{1:x16}", High, Low);

    /// <summary>Moves all bits up; those above the widest word are lost.</summary>
    /// <param name="count">By how many, below <see cref="MaxWidth"/>.</param>
    public static FlagBits operator <<(FlagBits value, int count) =>
        count == 0 ? value
        : count >= 64 ? new(0, value.Low << (count - 64))
        : new(value.Low << count, (value.High << count) | (value.Low >> (64 - count)));

    /// <summary>Moves all bits down; those below the first are lost.</summary>
    /// <param name="count">By how many, below <see cref="MaxWidth"/>.</param>
    public static FlagBits operator >>(FlagBits value, int count) =>
        count == 0 ? value
        : count >= 64 ? new(value.High >> (count - 64))
        : new((value.Low >> count) | (value.High << (64 - count)), value.High >> count);

    /// <summary>The bits of either.</summary>
    public static FlagBits operator |(FlagBits left, FlagBits right) => new(left.Low | right.Low, left.High | right.High);

    /// <summary>The bits of both.</summary>
    public static FlagBits operator &(FlagBits left, FlagBits right) => new(left.Low & right.Low, left.High & right.High);

    /// <summary>The bits that are not in <paramref name="value"/>.</summary>
    public static FlagBits operator ~(FlagBits value) => new(~value.Low, ~value.High);
}
