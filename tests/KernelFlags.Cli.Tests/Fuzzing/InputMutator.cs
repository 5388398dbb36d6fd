using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using KernelFlags.Live.Recording;

namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>
/// Makes inputs that are almost right: good ones with some bytes, words or lines changed, two of them joined, something nested deeply, and
/// now and then the whole as another program would have saved it. The same random numbers make the same input.
/// </summary>
/// <param name="corpus">Good inputs.</param>
/// <param name="words">Words that mean something to the reader.</param>
internal sealed class InputMutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<string> words)
{
    private const int MaxLength = 64 << 10;
    private const int MaxChanges = 6;

    /// <summary>Bytes that end something, begin something, or are no character.</summary>
    private static readonly byte[] Bytes = [.. "\0\u0001\t\n\v\r\e !\"#$%&'()*+,-./0:;<=>?@[\\]^`{|}~\u007f"u8, 0x80, 0xbf, 0xc0, 0xe2, 0xed, 0xf4, 0xfe, 0xff];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "00", "4095", "4096", "65535", "65536", "0x7fffffff", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "0x7fffffffffffffff",
        "0x8000000000000000", "0xffffffffffffffff", "0x10000000000000000", "0xfffffffffffff000", "7ffffffff000", "fffffffffffff000", "1e9", "1e400", "-0.5", "NaN",
        "340282366920938463463374607431768211456", "99999999999999999999999999999999999999999999999999",
    ];

    private static readonly string[] Openers = ["[", "{", "(", "\"", "'", "<", "/*", "- ", "{a: ", "[{", "{{", "{{ if 1 }}", "#if 1\n", "\\", "!", "&&", "|", "=", ",", " ", "\t", "\n", "\r", "é", "\u202e"];

    private static readonly ulong[] Borders = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue];

    /// <summary>Makes an input.</summary>
    /// <returns>The input, of 64 KiB at most before it is packed.</returns>
    public byte[] Make(OperationRandom random)
    {
        var input = Any(random);
        for (var left = 1 + random.Below(random.Below(MaxChanges) + 1); left > 0; left--)
        {
            input = Change(input, random);
            input = input.Length > MaxLength ? input[..MaxLength] : input;
        }

        return random.Percent(4) ? Saved(input, random) : input;
    }

    private byte[] Any(OperationRandom random) => corpus[random.Below(corpus.Count)];

    private byte[] Change(byte[] input, OperationRandom random) => random.Below(16) switch
    {
        0 => With(input, random.Below(input.Length), 1, [(byte)random.Below(256)]),
        1 => With(input, random.Below(input.Length), random.Below(2), [Bytes[random.Below(Bytes.Length)]]),
        2 => With(input, random.Below(input.Length), 1 + random.Below(1 + random.Below(32)), []),
        3 => WithBinaryNumber(input, random),
        4 => WithNumber(input, random),
        5 or 6 => WithToken(input, random, Encoding.UTF8.GetBytes(words.Count > 0 ? words[random.Below(words.Count)] : Numbers[random.Below(Numbers.Length)])),
        7 or 8 => WithToken(input, random, Token(Any(random), random)),
        9 => WithNest(input, random),
        10 => WithLine(input, random, []),
        11 => WithLine(input, random, Line(input, random), isInserted: true),
        12 => WithLine(input, random, Line(Any(random), random), isInserted: true),
        13 => WithLine(input, random, Line(Any(random), random)),
        14 => Repeated(input, random),
        _ => Joined(input, Any(random), random),
    };

    /// <summary>Changes a part of an input.</summary>
    private static byte[] With(byte[] input, int at, int length, ReadOnlySpan<byte> bytes)
    {
        length = Math.Min(length, input.Length - at);
        return [.. input.AsSpan(0, at), .. bytes, .. input.AsSpan(at + length)];
    }

    private static byte[] WithBinaryNumber(byte[] input, OperationRandom random)
    {
        var number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, Borders[random.Below(Borders.Length)]);
        var size = 1 << random.Below(4);
        return With(input, random.Below(input.Length), size, number.AsSpan(0, size));
    }

    private static byte[] WithNumber(byte[] input, OperationRandom random)
    {
        var (at, length) = TokenAt(input, random.Below(input.Length), static value => value is >= (byte)'0' and <= (byte)'9');
        var number = random.Percent(80) ? Numbers[random.Below(Numbers.Length)] : random.Below(1 << random.Below(31)).ToString(CultureInfo.InvariantCulture);
        return With(input, at, length, Encoding.ASCII.GetBytes(number));
    }

    private static byte[] WithToken(byte[] input, OperationRandom random, ReadOnlySpan<byte> token)
    {
        var (at, length) = TokenAt(input, random.Below(input.Length), IsOfWord);
        return With(input, at, random.Percent(70) ? length : 0, token);
    }

    private static ReadOnlySpan<byte> Token(byte[] input, OperationRandom random)
    {
        var (at, length) = TokenAt(input, random.Below(input.Length), IsOfWord);
        return input.AsSpan(at, length);
    }

    private static byte[] WithNest(byte[] input, OperationRandom random)
    {
        var opener = Encoding.UTF8.GetBytes(Openers[random.Below(Openers.Length)]);
        var nest = new byte[opener.Length * (1 + random.Below(1 << random.Below(12)))];
        for (var at = 0; at < nest.Length; at += opener.Length)
        {
            opener.CopyTo(nest, at);
        }

        return With(input, random.Below(input.Length), 0, nest);
    }

    private static byte[] WithLine(byte[] input, OperationRandom random, ReadOnlySpan<byte> line, bool isInserted = false)
    {
        var (at, length) = LineAt(input, random.Below(input.Length));
        return With(input, at, isInserted ? 0 : length, line);
    }

    private static ReadOnlySpan<byte> Line(byte[] input, OperationRandom random)
    {
        var (at, length) = LineAt(input, random.Below(input.Length));
        return input.AsSpan(at, length);
    }

    private static byte[] Repeated(byte[] input, OperationRandom random)
    {
        var from = random.Below(input.Length);
        var part = input.AsSpan(from, Math.Min(input.Length - from, 1 + random.Below(64)));
        var parts = new List<byte>();
        for (var times = 1 + random.Below(1 << random.Below(9)); times > 0; times--)
        {
            parts.AddRange(part);
        }

        return With(input, from, 0, [.. parts]);
    }

    private static byte[] Joined(byte[] input, byte[] other, OperationRandom random)
    {
        var (first, second) = (random.Below(input.Length), random.Below(other.Length));
        if (random.Percent(70))
        {
            (first, second) = (LineAt(input, first).At, LineAt(other, second).At);
        }

        return [.. input.AsSpan(0, first), .. other.AsSpan(second)];
    }

    private static (int At, int Length) TokenAt(byte[] input, int at, Func<byte, bool> isOfToken)
    {
        var start = at;
        while (start < input.Length && !isOfToken(input[start]))
        {
            start++;
        }

        while (start > 0 && isOfToken(input[start - 1]))
        {
            start--;
        }

        var end = start;
        while (end < input.Length && isOfToken(input[end]))
        {
            end++;
        }

        return (start, end - start);
    }

    private static (int At, int Length) LineAt(byte[] input, int at)
    {
        var start = input.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = input.AsSpan(start).IndexOf((byte)'\n');
        return (start, end < 0 ? input.Length - start : end + 1);
    }

    private static bool IsOfWord(byte value) => value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_';

    /// <summary>The input as other programs save it, whole or damaged.</summary>
    private static byte[] Saved(byte[] input, OperationRandom random)
    {
        var saved = random.Below(8) switch
        {
            0 => [.. Encoding.UTF8.Preamble, .. input],
            1 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(input)),
            2 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(input))],
            3 => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(input))],
            4 => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(input).ReplaceLineEndings(random.Percent(50) ? "\r\n" : "\r")),
            _ => Packed(input),
        };
        return random.Below(4) switch
        {
            0 => saved[..random.Below(saved.Length + 1)],
            1 => With(saved, random.Below(saved.Length), 1, [(byte)random.Below(256)]),
            2 => [.. saved, .. Bytes.AsSpan(0, random.Below(Bytes.Length))],
            _ => saved,
        };
    }

    private static byte[] Packed(byte[] input)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(input);
        }

        return packed.ToArray();
    }
}
