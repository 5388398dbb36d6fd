using System.Numerics;
using CsCheck;

namespace KernelFlags.Rendering.Tests;

/// <summary>What programs in C and C++ do with the headers, under the warnings that their authors have.</summary>
public sealed class CUserTests
{
    private static readonly string[] Strict = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];

    private const string ReaderMain = """
        #include "@name@_smaps.h"
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>

        enum { WORDS = @words@ };

        static void check_cut(const unsigned long long *flags, const char *whole, unsigned long length)
        {
            char cut[8];

            if (@name@_smaps_format(flags, NULL, 0) != length || @name@_smaps_format(flags, cut, sizeof(cut)) != length)
                abort();
            if (strncmp(cut, whole, sizeof(cut) - 1) != 0 || strlen(cut) != (length < sizeof(cut) ? length : sizeof(cut) - 1))
                abort();
        }

        int main(void)
        {
            static char line[4096], text[1024];

            while (fgets(line, sizeof(line), stdin)) {
                const char *at = line + 1, *word;
                unsigned long long flags[WORDS] = { 0 };
                char *end = line + 1;
                int length, i;

                if (line[0] == 'v') {
                    for (i = WORDS - 1; i >= 0; i--)
                        flags[i] = strtoull(end, &end, 16);
                    check_cut(flags, text, @name@_smaps_format(flags, text, sizeof(text)));
                    printf("%s\n", text);
                    continue;
                }
                text[0] = '\0';
                while (@name@_smaps_parse(&at, flags, &word, &length))
                    snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.*s", text[0] ? " " : "", length, word);
                for (i = WORDS - 1; i >= 0; i--)
                    printf("%016llx", flags[i]);
                printf("\t%s\n", text);
            }
            return 0;
        }
        """;

    public static TheoryData<string, string> Languages => new() { { "c", "c99" }, { "c", "c11" }, { "c++", "c++11" }, { "c++", "c++20" } };

    public static TheoryData<string, string> Readers =>
        new MatrixTheoryData<string, string>(["linux-7.2-x86_64", "linux-6.1-x86_64", "linux-7.2-i386", "wide"], ["c", "c++"]);

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Headers_InOneUnit_GiveNoWarning(string language, string standard)
    {
        ResolvedTable[] tables =
        [
            OwnTables.Of("linux-7.2-x86_64"), OwnTables.Of("linux-7.2-i386"), OwnTables.Of(Repository.Model.Oldest, "arm64"), OwnTables.Sample("gfp"),
            OwnTables.Of("linux-7.2-x86_64", "prot"), OwnTables.Of("linux-7.2-x86_64", "map"), OwnTables.Of("linux-7.2-x86_64", "madv"),
        ];
        foreach (var table in tables)
        {
            using var folder = new OutputFolder();
            folder.Render(table, "c-header", "c-mmflags", "c-smaps");
            string[] styles = [$"{table.Name}_flags.h", $"{table.Name}_flags_enum.h"];
            string[] others = table.IsWords ? [] : [$"{table.Name}_mmflags.h", $"{table.Name}_smaps.h"];
            var (name, upper) = (table.Name, table.Name.ToUpperInvariant());
            var used = table.IsWords || table.Smaps.Count == 0 ? "extern const int own;\n" : $$"""
                static const char mnemonics[][3] = { {{upper}}_SMAPS_MNEMONICS };
                const char *first(void);
                const char *first(void) { return sizeof(mnemonics) == 3 * {{upper}}_SMAPS_BITS ? mnemonics[0] : {{name}}_smaps_mnemonic(0); }

                """;
            foreach (var files in new[] { styles, [styles[1], styles[0]] })
            {
                var source = string.Concat(files.Concat(others).Concat(files).Select(file => $"#include \"{file}\"\n")) + used;
                await Compiles(folder.Path, language, standard, source);
            }
        }
    }

    [Fact]
    public async Task Headers_OfTwoKernelsInOneUnit_GiveAWarning()
    {
        using var folder = new OutputFolder();
        folder.Render(OwnTables.Of("linux-7.2-x86_64"), "c-header");
        folder.Write("older.h", Targets.Find("c-header")!.Render(OwnTables.Of("linux-6.1-x86_64")).Single(file => file.Path == "vma_flags.h").Text
            .Replace("VMA_FLAGS_H", "OLDER_H", StringComparison.Ordinal));
        var errors = await Tool.Gcc.Fails(folder.Path, Arguments("c", "c11"), "#include \"vma_flags_enum.h\"\n#include \"older.h\"\n");
        Assert.Contains("\"VM_UFFD_MINOR\" redefined", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wide_flags.h", "wide_flags_enum.h")]
    [InlineData("wide_flags_enum.h", "wide_flags.h")]
    public async Task Headers_OfAWideTableInOneUnit_AreRefused(string first, string second)
    {
        using var folder = new OutputFolder();
        folder.Render(SampleTables.Wide, "c-header");
        var errors = await Tool.Gcc.Fails(folder.Path, ["-fsyntax-only", "-I", ".", "-x", "c", "-"], $"#include \"{first}\"\n#include \"{second}\"\n");
        Assert.Contains("include one of wide_flags.h and wide_flags_enum.h: their words have different types", errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Smaps_OnAnyValueAndLine_IsReadAndWritten(string name, string language)
    {
        var table = name == "wide" ? SampleTables.Wide : OwnTables.Of(name);
        var words = (table.Width + 63) / 64;
        using var folder = new OutputFolder();
        folder.Render(table, "c-smaps");
        folder.Write("main.c", ReaderMain.Replace("@name@", table.Name, StringComparison.Ordinal).Replace("@words@", $"{words}", StringComparison.Ordinal));
        await (language == "c" ? Tool.Gcc : Tool.Gxx).Succeeds(
            folder.Path, [.. Strict, "-O1", "-fsanitize=undefined", "-fno-sanitize-recover", language == "c" ? "-std=c99" : "-std=c++11", "-x", language, "main.c", "-o", "main"]);

        var reference = new ReferenceDecoder(table);
        var expected = new List<(string Input, string Output)>();
        foreach (var value in DecoderTests.Values(reference.WordBits))
        {
            expected.Add(("v" + string.Join(' ', Halves(value, words)), reference.Smaps(value)));
        }

        foreach (var text in Lines(table))
        {
            var (flags, unknown) = reference.Parse(text);
            expected.Add(("t" + text, string.Concat(Halves(flags, words)) + "\t" + string.Join(' ', unknown)));
        }

        var output = await Tool.Succeeds(Path.Combine(folder.Path, "main"), folder.Path, [], string.Concat(expected.Select(pair => pair.Input + "\n")));
        Assert.Equal(expected, expected.Select(pair => pair.Input).Zip(output.Split('\n')[..^1]));
    }

    [Fact]
    public async Task TestingHeader_SaysWhatItNeeds_AndNeedsNoMore()
    {
        const string Kernel = """
            #define __bitwise
            #define __force
            #define BIT(nr) (1UL << (nr))
            #include "vma_test_flags.h"
            typedef struct { unsigned long bits; } vma_flags_t;
            static inline vma_flags_t make(unsigned long first, ...) { return (vma_flags_t){ BIT(first) }; }
            #define mk_vma_flags(...) make(__VA_ARGS__)
            vma_flags_t sticky(void);
            vma_flags_t sticky(void) { return VMA_STICKY_FLAGS; }
            unsigned long special(void);
            unsigned long special(void) { return VM_SPECIAL; }

            """;
        using var folder = new OutputFolder();
        folder.Render(OwnTables.Of("linux-7.2-x86_64"), "c-testing");
        await Compiles(folder.Path, "c", "gnu11", Kernel);
        var errors = await Tool.Gcc.Fails(folder.Path, Arguments("c", "gnu11"), "#include \"vma_test_flags.h\"\n");
        Assert.Contains("vma_test_flags.h needs __bitwise, __force and BIT(): include linux/types.h and linux/bits.h first", errors, StringComparison.Ordinal);
        var text = Targets.Find("c-testing")!.Render(OwnTables.Of("linux-7.2-x86_64")).Single().Text;
        Assert.Contains("mk_vma_flags(bit, ...)  the set of these bits", text, StringComparison.Ordinal);
        Assert.DoesNotContain("legacy_to_vma_flags", text, StringComparison.Ordinal);
    }

    /// <summary>With gcc, and with clang where there is one.</summary>
    private static async Task Compiles(string folder, string language, string standard, string source)
    {
        await (language == "c" ? Tool.Gcc : Tool.Gxx).Succeeds(folder, Arguments(language, standard), source);
        if (Tool.Clang.IsThere)
        {
            await Tool.Clang.Succeeds(folder, Arguments(language, standard), source);
        }
    }

    private static string[] Arguments(string language, string standard) => [.. Strict, $"-std={standard}", "-I", ".", "-fsyntax-only", "-x", language, "-"];

    /// <summary>The words of a value, the highest first.</summary>
    private static IEnumerable<string> Halves(BigInteger value, int words) =>
        Enumerable.Range(0, words).Reverse().Select(word => $"{(ulong)((value >> (64 * word)) & ulong.MaxValue):x16}");

    private static string[] Lines(ResolvedTable table)
    {
        string[] words = [.. table.Smaps.Where(text => text.Length > 0), "zz", "??", "r", "rdx", "RD", "\u00e9"];
        var separated = Gen.Select(DecoderTests.OneOf(words), DecoderTests.OneOf([" ", "  ", "\t"]), (word, separator) => word + separator);
        return DecoderTests.Batch(Gen.Select(DecoderTests.OneOf(["", "VmFlags: ", "VmFlags:\t", "  "]), separated.Array[0, 12], (start, rest) => start + string.Concat(rest)));
    }
}
