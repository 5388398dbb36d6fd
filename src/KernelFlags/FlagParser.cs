using System.Numerics;
using KernelFlags.Text;

namespace KernelFlags;

/// <summary>Reads sets of flags from text: names of trace events, names in C, mnemonics of smaps and hexadecimal numbers.</summary>
public static class FlagParser
{
    internal const string NoFlag = "none";
    internal const string UnknownMnemonic = "??";

    private const string LineTitle = "VmFlags:";

    /// <summary>Reads a set in any of the formats of <see cref="IFlags{TSelf}"/>, without allocating.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="text">The text; an empty one is no flag.</param>
    /// <param name="flags">The set; empty when the text is none.</param>
    /// <returns>Whether every name in it is known.</returns>
    public static bool TryParse<TFlags>(ReadOnlySpan<char> text, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        flags = Read<TFlags>(text, KindOf(text), out var unknown);
        if (unknown == 0)
        {
            return true;
        }

        flags = TFlags.None;
        return false;
    }

    /// <summary>Reads a set in any of the formats of <see cref="IFlags{TSelf}"/>.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="text">The text; an empty one is no flag.</param>
    /// <returns>The set.</returns>
    /// <exception cref="FormatException">A name in it is not known; the message says which.</exception>
    public static TFlags Parse<TFlags>(ReadOnlySpan<char> text)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var kind = KindOf(text);
        var flags = Read<TFlags>(text, kind, out var unknown);
        return unknown == 0
            ? flags
            : throw new FormatException($"Not known to {typeof(TFlags).Name}: {new UnknownNames<TFlags>(text, kind, unknown).ToString()}");
    }

    /// <summary>Reads a set in any of the formats of <see cref="IFlags{TSelf}"/>, as UTF-8, without allocating.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="utf8Text">The text; an empty one is no flag.</param>
    /// <param name="flags">The set; empty when the text is none.</param>
    /// <returns>Whether every name in it is known.</returns>
    public static bool TryParse<TFlags>(ReadOnlySpan<byte> utf8Text, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        using var text = new Utf16Text(utf8Text, stackalloc char[Utf16Text.UsualLength]);
        return TryParse(text.Text, out flags);
    }

    /// <summary>Reads a set in any of the formats of <see cref="IFlags{TSelf}"/>, as UTF-8.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="utf8Text">The text; an empty one is no flag.</param>
    /// <returns>The set.</returns>
    /// <exception cref="FormatException">A name in it is not known; the message says which.</exception>
    public static TFlags Parse<TFlags>(ReadOnlySpan<byte> utf8Text)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        using var text = new Utf16Text(utf8Text, stackalloc char[Utf16Text.UsualLength]);
        return Parse<TFlags>(text.Text);
    }

    /// <summary>Reads what <c>VmFlags</c> in <c>/proc/PID/smaps</c> says (proc_pid_smaps(5)), with or without the line's title. It never fails:
    /// mnemonics that carry no bit are handed back.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="text">Mnemonics, and hexadecimal numbers as format <c>R</c> writes them.</param>
    /// <param name="unknown">The mnemonics that this kernel does not have, <c>??</c> among them.</param>
    /// <returns>The flags of those that it has.</returns>
    public static TFlags ParseMnemonics<TFlags>(ReadOnlySpan<char> text, out UnknownNames<TFlags> unknown)
        where TFlags : unmanaged, IFlags<TFlags> => Parse(text, NameKind.Mnemonics, out unknown);

    /// <summary>Reads what the kernel's trace events say of flags. It never fails: names that carry no bit are handed back.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="text">Names and hexadecimal numbers, joined by <c>|</c>.</param>
    /// <param name="unknown">The names that this kernel does not have.</param>
    /// <returns>The flags of those that it has.</returns>
    public static TFlags ParseTrace<TFlags>(ReadOnlySpan<char> text, out UnknownNames<TFlags> unknown)
        where TFlags : unmanaged, IFlags<TFlags> => Parse(text, NameKind.TraceNames, out unknown);

    /// <summary>The flags that one word of a text stands for.</summary>
    /// <returns>Whether it is known.</returns>
    internal static bool TryRead<TFlags>(ReadOnlySpan<char> name, NameKind kind, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        if (TryReadHex(name, out flags))
        {
            return true;
        }

        return kind switch
        {
            NameKind.Mnemonics => name.SequenceEqual(LineTitle) || TryFindMnemonic(name, out flags),
            NameKind.TraceNames => name.SequenceEqual(NoFlag) || TryFindTraceName(name, out flags),
            NameKind.AnyMnemonicsFirst => TryFindMnemonic(name, out flags) || name.SequenceEqual(LineTitle) || name.SequenceEqual(NoFlag)
                || TryFindTraceName(name, out flags) || TryFindCName(name, out flags),
            _ => TryFindTraceName(name, out flags) || TryFindCName(name, out flags) || name.SequenceEqual(NoFlag)
                || name.SequenceEqual(LineTitle) || TryFindMnemonic(name, out flags),
        };
    }

    private static TFlags Parse<TFlags>(ReadOnlySpan<char> text, NameKind kind, out UnknownNames<TFlags> unknown)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var flags = Read<TFlags>(text, kind, out var count);
        unknown = new UnknownNames<TFlags>(text, kind, count);
        return flags;
    }

    private static TFlags Read<TFlags>(ReadOnlySpan<char> text, NameKind kind, out int unknown)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var result = TFlags.None;
        unknown = 0;
        var rest = kind is NameKind.Mnemonics or NameKind.AnyMnemonicsFirst ? text[ReadPairs(text, ref result)..] : text;
        foreach (var name in new NameTokens(rest))
        {
            if (TryRead<TFlags>(name, kind, out var flags))
            {
                result = result.With(flags);
            }
            else
            {
                unknown++;
            }
        }

        return result;
    }

    /// <summary>Reads what has the shape that the kernel writes: two letters and a blank, again and again.</summary>
    /// <returns>How much of the text that is.</returns>
    private static int ReadPairs<TFlags>(ReadOnlySpan<char> text, ref TFlags result)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var at = text.StartsWith(LineTitle) && text.Length > LineTitle.Length && text[LineTitle.Length] == ' ' ? LineTitle.Length : 0;
        at += at > 0 ? 1 : 0;
        var index = MnemonicIndex<TFlags>.Flags;
        var flags = result;
        for (; text.Length - at > 2 && text[at + 2] == ' '; at += 3)
        {
            var flag = MnemonicIndex<TFlags>.Of(index, text[at], text[at + 1]);
            if (flag.IsEmpty)
            {
                break;
            }

            flags = flags.With(flag);
        }

        result = flags;
        return at;
    }

    /// <summary>A name may be a trace name of one flag and the mnemonic of another. Blanks stand between and after mnemonics alone.</summary>
    private static NameKind KindOf(ReadOnlySpan<char> text) =>
        text.Contains('|') || text.IndexOfAny(' ', '\t') < 0 ? NameKind.Any : NameKind.AnyMnemonicsFirst;

    private static bool TryReadHex<TFlags>(ReadOnlySpan<char> text, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        flags = TFlags.None;
        if (!text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || text.Length == 2)
        {
            return false;
        }

        var digits = text[2..].TrimStart('0');
        var result = TFlags.None;
        for (var i = 0; i < digits.Length; i++)
        {
            var place = digits.Length - 1 - i;
            if (!char.IsAsciiHexDigit(digits[i]))
            {
                return false;
            }

            var digit = (uint)(char.IsAsciiDigit(digits[i]) ? digits[i] - '0' : (digits[i] | 0x20) - 'a' + 10);
            if ((place * 4L) + 32 - BitOperations.LeadingZeroCount(digit) > TFlags.Width)
            {
                return false;
            }

            result = result.With(TFlags.FromWord(place / 16, (ulong)digit << (place % 16 * 4)));
        }

        flags = result;
        return true;
    }

    private static bool TryFindMnemonic<TFlags>(ReadOnlySpan<char> name, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var mnemonics = TFlags.Mnemonics;
        for (var bit = 0; bit < mnemonics.Length && !name.SequenceEqual(UnknownMnemonic); bit++)
        {
            if (name.SequenceEqual(mnemonics[bit]))
            {
                flags = TFlags.FromBit(bit);
                return true;
            }
        }

        flags = TFlags.None;
        return false;
    }

    private static bool TryFindTraceName<TFlags>(ReadOnlySpan<char> name, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        foreach (ref readonly var entry in TFlags.TraceNames)
        {
            if (name.SequenceEqual(entry.Name))
            {
                flags = entry.Flags;
                return true;
            }
        }

        flags = TFlags.None;
        return false;
    }

    private static bool TryFindCName<TFlags>(ReadOnlySpan<char> name, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        foreach (ref readonly var info in TFlags.Flags)
        {
            if (name.SequenceEqual(info.Name))
            {
                flags = info.Bit is { } bit ? TFlags.FromBit(bit) : TFlags.None;
                return true;
            }
        }

        flags = TFlags.None;
        return false;
    }
}

/// <summary>Which names are looked for.</summary>
internal enum NameKind
{
    Any,
    AnyMnemonicsFirst,
    Mnemonics,
    TraceNames,
}
