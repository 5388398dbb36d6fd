using System.Globalization;

namespace KernelFlags.Definitions;

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
    /// <param name="bit">The bit's number.</param>
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

    /// <summary>The value in hexadecimal, without leading zeros: <c>0x1800</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => High == 0
        ? string.Format(CultureInfo.InvariantCulture, "0x{0:x}", Low)
        : string.Format(CultureInfo.InvariantCulture, "0x{0:x}{1:x16}", High, Low);

    /// <summary>The bits of either.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static FlagBits operator |(FlagBits left, FlagBits right) => new(left.Low | right.Low, left.High | right.High);

    /// <summary>The bits of both.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static FlagBits operator &(FlagBits left, FlagBits right) => new(left.Low & right.Low, left.High & right.High);

    /// <summary>The bits that are not in <paramref name="value"/>.</summary>
    /// <param name="value">The set.</param>
    public static FlagBits operator ~(FlagBits value) => new(~value.Low, ~value.High);
}
