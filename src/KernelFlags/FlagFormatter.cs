using System.Numerics;
using KernelFlags.Text;

namespace KernelFlags;

/// <summary>Writes sets of flags as text. The formats are those of <see cref="IFlags{TSelf}"/>.</summary>
public static class FlagFormatter
{
    private const int UsualLength = 512;

    /// <summary>Writes a set as UTF-16, without allocating.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The set.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="charsWritten">The number of characters that were written; 0 when there is not room for all.</param>
    /// <param name="format">The format; empty for the default.</param>
    /// <returns>Whether there was room.</returns>
    /// <exception cref="FormatException">There is no such format.</exception>
    public static bool TryFormat<TFlags>(TFlags flags, Span<char> destination, out int charsWritten, ReadOnlySpan<char> format)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var writer = new SpanWriter<char>(destination);
        Write(flags, ref writer, format);
        return writer.TryFinish(out charsWritten);
    }

    /// <summary>Writes a set as UTF-8, without allocating.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The set.</param>
    /// <param name="utf8Destination">Where to.</param>
    /// <param name="bytesWritten">The number of bytes that were written; 0 when there is not room for all.</param>
    /// <param name="format">The format; empty for the default.</param>
    /// <returns>Whether there was room.</returns>
    /// <exception cref="FormatException">There is no such format.</exception>
    public static bool TryFormat<TFlags>(TFlags flags, Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var writer = new SpanWriter<byte>(utf8Destination);
        Write(flags, ref writer, format);
        return writer.TryFinish(out bytesWritten);
    }

    /// <summary>A set as a new string.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The set.</param>
    /// <param name="format">The format; null or empty for the default.</param>
    /// <returns>The text.</returns>
    /// <exception cref="FormatException">There is no such format.</exception>
    public static string Format<TFlags>(TFlags flags, string? format)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        Span<char> usual = stackalloc char[UsualLength];
        if (TryFormat(flags, usual, out var written, format))
        {
            return new string(usual[..written]);
        }

        for (var length = UsualLength * 4; ; length *= 4)
        {
            var room = new char[length];
            if (TryFormat(flags, room, out written, format))
            {
                return new string(room, 0, written);
            }
        }
    }

    private static void Write<TFlags, TChar>(TFlags flags, ref SpanWriter<TChar> writer, ReadOnlySpan<char> format)
        where TFlags : unmanaged, IFlags<TFlags>
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        switch (format)
        {
            case "T" or "t":
            case "" when TFlags.TraceNames.Length > 0:
                WriteTraceNames(flags, ref writer);
                break;
            case "N" or "n" or "":
                WriteCNames(flags, ref writer);
                break;
            case "M" or "m":
                WriteMnemonics(flags, ref writer, keepsAll: false);
                break;
            case "R" or "r":
                WriteMnemonics(flags, ref writer, keepsAll: true);
                break;
            case "X" or "x":
                WriteHex(flags, ref writer);
                break;
            default:
                throw new FormatException($"'{format}' is no format of flags; the formats are T, N, M, R and X.");
        }
    }

    private static void WriteTraceNames<TFlags, TChar>(TFlags flags, ref SpanWriter<TChar> writer)
        where TFlags : unmanaged, IFlags<TFlags>
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        foreach (ref readonly var entry in TFlags.TraceNames)
        {
            if (!entry.Flags.IsEmpty && flags.TestAll(entry.Flags))
            {
                writer.AppendItem(entry.Name);
                flags = flags.Without(entry.Flags);
            }
        }

        WriteRest(flags, ref writer);
    }

    private static void WriteCNames<TFlags, TChar>(TFlags flags, ref SpanWriter<TChar> writer)
        where TFlags : unmanaged, IFlags<TFlags>
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        foreach (ref readonly var info in TFlags.Flags)
        {
            if (info is { Bit: { } bit, AliasOf: null } && flags.TestAny(TFlags.FromBit(bit)))
            {
                writer.AppendItem(info.Name);
                flags = flags.Without(TFlags.FromBit(bit));
            }
        }

        WriteRest(flags, ref writer);
    }

    private static void WriteRest<TFlags, TChar>(TFlags flags, ref SpanWriter<TChar> writer)
        where TFlags : unmanaged, IFlags<TFlags>
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        if (!flags.IsEmpty)
        {
            writer.Append(writer.IsEmpty ? "" : "|");
            WriteHex(flags, ref writer);
        }
        else if (writer.IsEmpty)
        {
            writer.Append(FlagParser.NoFlag);
        }
    }

    private static void WriteMnemonics<TFlags, TChar>(TFlags flags, ref SpanWriter<TChar> writer, bool keepsAll)
        where TFlags : unmanaged, IFlags<TFlags>
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        var mnemonics = TFlags.Mnemonics;
        if (mnemonics.IsEmpty && !keepsAll)
        {
            return;
        }

        var rest = flags;
        for (var index = 0; index < TFlags.WordCount; index++)
        {
            for (var word = flags.GetWord(index); word != 0; word &= word - 1)
            {
                var bit = (index * 64) + BitOperations.TrailingZeroCount(word);
                var mnemonic = bit < mnemonics.Length ? mnemonics[bit] : FlagParser.UnknownMnemonic;
                if (mnemonic.Length > 0 && !(keepsAll && mnemonic == FlagParser.UnknownMnemonic))
                {
                    writer.Append(keepsAll && !writer.IsEmpty ? " " : "");
                    writer.Append(mnemonic);
                    writer.Append(keepsAll ? "" : " ");
                    rest = rest.Without(TFlags.FromWord(index, word & (~word + 1)));
                }
            }
        }

        if (keepsAll && !rest.IsEmpty)
        {
            writer.Append(writer.IsEmpty ? "" : " ");
            WriteHex(rest, ref writer);
        }
    }

    private static void WriteHex<TFlags, TChar>(TFlags flags, ref SpanWriter<TChar> writer)
        where TFlags : unmanaged, IFlags<TFlags>
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        writer.Append("0x");
        var index = TFlags.WordCount - 1;
        while (index > 0 && flags.GetWord(index) == 0)
        {
            index--;
        }

        writer.AppendHex(flags.GetWord(index), 1);
        while (index > 0)
        {
            index--;
            writer.AppendHex(flags.GetWord(index), 16);
        }
    }
}
