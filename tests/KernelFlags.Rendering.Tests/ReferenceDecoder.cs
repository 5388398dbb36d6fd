using System.Globalization;
using System.Numerics;

namespace KernelFlags.Rendering.Tests;

/// <summary>What the generated decoders must say, from the table alone and without regard to speed.</summary>
internal sealed class ReferenceDecoder(ResolvedTable table)
{
    /// <summary>The width of the integer that the decoders hold a word in.</summary>
    public int WordBits { get; } = new[] { 8, 16, 32, 64, 128 }.First(width => width >= table.Width);

    public string Trace(BigInteger value)
    {
        var names = new List<string>();
        foreach (var entry in table.Trace.Where(entry => !entry.Value.IsEmpty))
        {
            var mask = Number(entry.Value);
            if ((value & mask) == mask)
            {
                names.Add(entry.Name);
                value &= ~mask;
            }
        }

        return names.Count == 0 && value.IsZero ? "none" : string.Join('|', value.IsZero ? names : [.. names, Hex(value)]);
    }

    public string Smaps(BigInteger value) => string.Join(' ', Enumerable.Range(0, WordBits)
        .Where(bit => !(value >> bit).IsEven)
        .Select(bit => bit < table.Smaps.Count ? table.Smaps[bit] : "??")
        .Where(text => text.Length > 0));

    public BigInteger Unknown(BigInteger value) =>
        table.Flags.Where(flag => flag.Bit is not null).Aggregate(value, (rest, flag) => rest & ~(BigInteger.One << flag.Bit!.Value));

    public (BigInteger Flags, IReadOnlyList<string> Unknown) Parse(string text)
    {
        text = text.TrimStart();
        text = text.StartsWith("VmFlags:", StringComparison.Ordinal) ? text["VmFlags:".Length..] : text;
        Func<string, BigInteger?>[] readers = text.Contains('|', StringComparison.Ordinal)
            ? [TraceName, Mnemonic, Name, Digits]
            : [Mnemonic, TraceName, Name, Digits];
        var (flags, unknown) = (BigInteger.Zero, new List<string>());
        foreach (var word in text.Split([' ', '\t', '\n', '\f', '\r', '|', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (readers.Select(reader => reader(word)).FirstOrDefault(value => value is not null) is { } value)
            {
                flags |= value;
            }
            else
            {
                unknown.Add(word);
            }
        }

        return (flags, unknown);
    }

    public static string Hex(BigInteger value)
    {
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return "0x" + (digits.Length == 0 ? "0" : digits);
    }

    private static BigInteger Number(FlagBits bits) => ((BigInteger)bits.High << 64) | bits.Low;

    private BigInteger? Mnemonic(string word) =>
        Enumerable.Range(0, table.Smaps.Count)
            .Where(bit => table.Smaps[bit] == word && word != "??")
            .Select(bit => (BigInteger?)(BigInteger.One << bit))
            .FirstOrDefault();

    private BigInteger? TraceName(string word) => word == "none" ? BigInteger.Zero
        : table.Trace.Where(entry => entry.Name == word).Select(entry => (BigInteger?)Number(entry.Value)).FirstOrDefault();

    private BigInteger? Name(string word) => table.Flags.Where(flag => flag.CName is not null && (flag.Name == word || flag.CName == word))
        .Select(flag => (BigInteger?)(flag.Bit is { } bit ? BigInteger.One << bit : 0))
        .Concat(table.Masks.Where(mask => mask.CNames.Contains(word)).Select(mask => (BigInteger?)Number(mask.Value)))
        .FirstOrDefault();

    private BigInteger? Digits(string word)
    {
        var hex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var (digits, style) = hex ? ("0" + word[2..], NumberStyles.AllowHexSpecifier) : (word, NumberStyles.None);
        return BigInteger.TryParse(digits, style, CultureInfo.InvariantCulture, out var value)
            && word != "0x" && word != "0X" && value.GetBitLength() <= WordBits ? value : null;
    }
}
