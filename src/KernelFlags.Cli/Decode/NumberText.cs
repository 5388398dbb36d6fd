using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Decode;

/// <summary>What digits without 0x are.</summary>
internal enum NumberBase
{
    /// <summary>Decimal, or hexadecimal where they can't be that; which, is said.</summary>
    Any,

    /// <summary>Decimal, as debuggers print a value.</summary>
    Decimal,

    /// <summary>Hexadecimal, as <c>%lx</c> prints one.</summary>
    Hexadecimal,
}

/// <summary>A number as it was written.</summary>
/// <param name="Value">Its bits; null where it has more than 128.</param>
/// <param name="Note">How it was read, where it may be read otherwise.</param>
/// <param name="Other">What it may be too.</param>
/// <param name="OtherNote">How it is read then.</param>
internal sealed record NumberText(FlagBits? Value, string? Note = null, FlagBits? Other = null, string? OtherNote = null)
{
    private const string HexPrefix = "0x";
    private const string AsNamesSay = ", as the names say";

    /// <summary>Whether a text is a number: without 0x only with a digit in it, since de, ac and feed are words.</summary>
    /// <param name="numberBase">What digits without 0x are.</param>
    /// <returns>True when it is one.</returns>
    public static bool Is(string text, NumberBase numberBase = NumberBase.Any)
    {
        var digits = WithoutSuffix(text);
        return IsHex(digits)
            ? digits.Length > HexPrefix.Length && digits[HexPrefix.Length..].All(char.IsAsciiHexDigit)
            : digits.Length > 0 && digits.All(char.IsAsciiHexDigit) && (digits.Any(char.IsAsciiDigit) || numberBase == NumberBase.Hexadecimal);
    }

    /// <summary>Reads a number.</summary>
    /// <param name="numberBase">What digits without 0x are.</param>
    /// <param name="names">Knows which values a VMA can have.</param>
    /// <returns>What it is, and what else it may be.</returns>
    public static NumberText Read(string text, NumberBase numberBase, FlagNames names)
    {
        var digits = WithoutSuffix(text);
        if (IsHex(digits))
        {
            return new NumberText(Parse(digits[HexPrefix.Length..], NumberStyles.AllowHexSpecifier));
        }

        var hex = Parse(digits, NumberStyles.AllowHexSpecifier);
        if (!digits.All(char.IsAsciiDigit))
        {
            return new NumberText(hex, hex is null ? null : $"read as hexadecimal: {hex}");
        }

        var number = Parse(digits, NumberStyles.None);
        if (hex is null || hex == number)
        {
            return new NumberText(number);
        }

        var (asHex, asDecimal) = ($"read as hexadecimal: {hex}", $"read as decimal: {number}");
        if (numberBase == NumberBase.Hexadecimal)
        {
            return new NumberText(hex, asHex, number, asDecimal + AsNamesSay);
        }

        if (digits[0] == '0' && number is not null)
        {
            return new NumberText(hex, $"{asHex}; as decimal: {number}", number, asDecimal + AsNamesSay);
        }

        var isHexLikelier = number is { } value && !names.IsPlausible(value) && names.IsPlausible(hex.Value);
        var likelier = isHexLikelier ? ", which is likelier: no VMA has READ, WRITE or EXEC without MAYREAD, MAYWRITE or MAYEXEC" : "";
        return new NumberText(
            number, numberBase == NumberBase.Any || isHexLikelier ? $"read as decimal; as hexadecimal: {hex}{likelier}" : null, hex, asHex + AsNamesSay);
    }

    private static bool IsHex(string digits) => digits.StartsWith(HexPrefix, StringComparison.OrdinalIgnoreCase);

    private static string WithoutSuffix(string text)
    {
        var digits = text.TrimEnd('l', 'L');
        var longs = text.Length - digits.Length;
        return longs > 2 ? text[..^2] : digits is [.., 'u' or 'U'] ? digits[..^1] : digits;
    }

    private static FlagBits? Parse(string digits, NumberStyles style) =>
        UInt128.TryParse(digits, style, CultureInfo.InvariantCulture, out var number) ? new FlagBits((ulong)number, (ulong)(number >> 64)) : null;
}
