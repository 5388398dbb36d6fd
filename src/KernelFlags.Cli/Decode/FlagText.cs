using System.Globalization;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Decode;

/// <summary>Flags as they were written, read for one kernel. Every text can be read: what is not understood is kept.</summary>
/// <param name="Value">The bits that are set.</param>
/// <param name="UnknownWords">The words that no flag of the kernel has for a name, in order.</param>
/// <param name="IsTrace">Whether it was written as the trace table does, with <c>|</c> between the names.</param>
internal sealed record FlagText(FlagBits Value, IReadOnlyList<string> UnknownWords, bool IsTrace)
{
    private const string SmapsKey = "VmFlags:";

    /// <summary>What the kernel traces where no flag is set.</summary>
    private const string NoFlags = "none";

    /// <summary>Reads a number, the mnemonics of smaps, trace text, or names in C; also mixed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names of a kernel.</param>
    /// <returns>What it says.</returns>
    public static FlagText Read(string text, FlagNames names)
    {
        var words = text.Trim();
        if (words.StartsWith(SmapsKey, StringComparison.OrdinalIgnoreCase))
        {
            words = words[SmapsKey.Length..];
        }

        var isTrace = words.Contains('|', StringComparison.Ordinal);
        var value = default(FlagBits);
        var unknown = new List<string>();
        foreach (var word in words.Split(isTrace ? ['|'] : [' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if ((ReadNumber(word) ?? names.Find(word, isTrace)) is { } bits && (!bits.IsEmpty || char.IsDigit(word[0])))
            {
                value |= bits;
            }
            else if (word != NoFlags)
            {
                unknown.Add(word);
            }
        }

        return new FlagText(value, unknown, isTrace);
    }

    /// <summary>Reads <c>0x1800</c> or <c>6144</c>.</summary>
    /// <returns>The bits; null for what is not a number of at most 128 bits.</returns>
    private static FlagBits? ReadNumber(string word)
    {
        var isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return UInt128.TryParse(
            isHex ? word.AsSpan(2) : word.AsSpan(), isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new FlagBits((ulong)number, (ulong)(number >> 64))
            : null;
    }
}
