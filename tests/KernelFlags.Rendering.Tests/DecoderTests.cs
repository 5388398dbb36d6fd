using System.Globalization;
using System.Numerics;
using CsCheck;

namespace KernelFlags.Rendering.Tests;

/// <summary>
/// The generated parsers and formatters, on random values with bits that no flag has and on random texts with words that nothing knows.
/// Each module is compiled and run once, on a batch.
/// </summary>
public sealed class DecoderTests
{
    private const int BatchSize = 400;

    private static readonly string[] Separators = [" ", "  ", "|", ",", "\t", " | "];

    private const string RustMain = """
        #[path = "@file@"]
        mod table;
        use std::io::BufRead;
        use table::@type@ as Flags;

        fn main() {
            for line in std::io::stdin().lock().lines() {
                let line = line.unwrap();
                let (kind, text) = line.split_at(1);
                if kind == "v" {
                    let set = Flags::from_bits(@integer@::from_str_radix(text, 16).unwrap());
                    for written in [set.to_string(), format!("{set:#x}"), set.bits().to_string()] {
                        let read = Flags::parse(&written);
                        assert!(read.flags() == set && read.unknown().next().is_none(), "{written}");
                    }
                    assert!(Flags::parse_trace(&set.to_string()).flags() == set);
                    println!("{set}\t{}\t{:#x}", set.smaps(), set.unknown());
                } else {
                    let parsed = Flags::parse(text);
                    println!("{:#x}\t{}", parsed.flags(), parsed.unknown().collect::<Vec<_>>().join(" "));
                }
            }
        }
        """;

    private const string PythonMain = """
        import sys
        import @module@ as table

        for line in sys.stdin:
            kind, text = line[0], line[1:].rstrip("\n")
            if kind == "v":
                value = table.@type@(int(text, 16))
                for written in (table.trace(value), hex(value), str(int(value))):
                    assert table.parse(written) == (value, ()), written
                assert table.parse_trace(table.trace(value)).flags == value
                assert sum({1 << flag.bit for flag in table.decode(value)}) == value
                print(table.trace(value), table.smaps(value), hex(table.unknown(value)), sep="\t")
            else:
                flags, words = table.parse(text)
                print(hex(flags), " ".join(words), sep="\t")
        """;

    public static TheoryData<string> Tables =>
        ["linux-7.2-x86_64", "linux-6.1-x86_64", "linux-7.2-i386", "wide", "smallest", "sample-gfp", "sample-wide"];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Rust_OnAnyValueAndText_LosesNothing(string name)
    {
        var table = Find(name);
        using var folder = new OutputFolder();
        folder.Render(table, "rust");
        folder.Write("main.rs", Fill(RustMain, table));
        string[] options = ["--edition", "2021", "-D", "warnings", "-A", "dead_code", "-C", "debug-assertions"];
        await Tool.Rustc.Succeeds(folder.Path, [.. options, "-o", "main", "main.rs"]);
        await Decodes(table, input => Tool.Succeeds(Path.Combine(folder.Path, "main"), folder.Path, [], input));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Python_OnAnyValueAndText_LosesNothing(string name)
    {
        var table = Find(name);
        using var folder = new OutputFolder();
        folder.Render(table, "python");
        folder.Write("main.py", Fill(PythonMain, table));
        await Decodes(table, input => Tool.Python.Succeeds(folder.Path, ["-W", "error", "main.py"], input));
    }

    private static ResolvedTable Find(string name) =>
        name.StartsWith("linux-", StringComparison.Ordinal) ? OwnTables.Of(name) : SampleTables.Find(name);

    private static string Fill(string program, ResolvedTable table) => program
        .Replace("@file@", $"{table.Name}_flags.rs", StringComparison.Ordinal)
        .Replace("@module@", $"{table.Name}_flags", StringComparison.Ordinal)
        .Replace("@type@", CultureInfo.InvariantCulture.TextInfo.ToTitleCase(table.Name) + "Flags", StringComparison.Ordinal)
        .Replace("@integer@", $"u{new ReferenceDecoder(table).WordBits}", StringComparison.Ordinal);

    private static async Task Decodes(ResolvedTable table, Func<string, Task<string>> run)
    {
        var reference = new ReferenceDecoder(table);
        var input = new List<string>();
        var expected = new List<string>();
        foreach (var value in Values(reference.WordBits))
        {
            input.Add("v" + ReferenceDecoder.Hex(value)[2..]);
            expected.Add($"{reference.Trace(value)}\t{reference.Smaps(value)}\t{ReferenceDecoder.Hex(reference.Unknown(value))}");
        }

        foreach (var text in Texts(table))
        {
            var (flags, unknown) = reference.Parse(text);
            input.Add("t" + text);
            expected.Add($"{ReferenceDecoder.Hex(flags)}\t{string.Join(' ', unknown)}");
        }

        var output = (await run(string.Join('\n', input) + "\n")).Split('\n')[..^1];
        Assert.Equal(input.Zip(expected), input.Zip(output));
    }

    /// <summary>Values of a word: some dense, some thin, each bit alone.</summary>
    internal static IEnumerable<BigInteger> Values(int bits)
    {
        var mask = (BigInteger.One << bits) - 1;
        var random = Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.Bool, (high, low, thin, isThin) =>
            (((BigInteger)high << 64) | low) & (isThin ? ((BigInteger)thin << 64) | ~thin : mask) & mask);
        return Batch(random).Concat([BigInteger.Zero, mask]).Concat(Enumerable.Range(0, bits).Select(bit => BigInteger.One << bit));
    }

    /// <summary>Texts of words that the table knows, that it does not, and that are numbers or almost.</summary>
    private static IEnumerable<string> Texts(ResolvedTable table)
    {
        string[] odd =
        [
            "zz", "??", "0x", "0xg", "-1", "+5", "0x+5", "1_0", "0", "0X1f", "0x80000000", "12", "none", "VmFlags:",
            "\u00e9", "\u0663", "\U0001F600",
            new string('9', 50), new string('0', 60) + "7", "0x" + new string('f', 33), "0x" + new string('0', 40) + "1",
        ];
        string[] words =
        [
            .. table.Smaps.Where(text => text.Length > 0),
            .. table.Trace.Select(entry => entry.Name),
            .. table.Flags.Select(flag => flag.CName ?? flag.Name),
            .. table.Flags.Select(flag => flag.Name),
            .. table.Masks.SelectMany(mask => mask.CNames),
            .. odd,
        ];
        var separated = Gen.Select(OneOf(words), OneOf(Separators), (word, separator) => word + separator);
        return Batch(separated.Array[0, 12].Select(string.Concat))
            .Concat(["", " ", "VmFlags:", "VmFlags: ", "  VmFlags: rd wr "])
            .Concat(odd);
    }

    internal static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    internal static T[] Batch<T>(Gen<T> gen)
    {
        T[] batch = [];
        gen.Array[BatchSize].Sample(items => batch = items, iter: 1, threads: 1);
        return batch;
    }
}
