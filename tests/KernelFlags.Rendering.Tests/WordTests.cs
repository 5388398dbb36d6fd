namespace KernelFlags.Rendering.Tests;

/// <summary>What compilers say of the words of system calls, and what generated code does with them.</summary>
public sealed class WordTests
{
    /// <summary>What a number is in words, on some architecture.</summary>
    public static TheoryData<string, string, string, string> Readings => new()
    {
        { "madv", "x86_64", "102", "MADV_GUARD_INSTALL" },
        { "madv", "x86_64", "0", "MADV_NORMAL" },
        { "madv", "x86_64", "200", "0xc8" },
        { "map", "x86_64", "0x22", "MAP_PRIVATE|MAP_ANONYMOUS" },
        { "map", "x86_64", "0x54040022", "MAP_PRIVATE|MAP_HUGE_2MB|MAP_ANONYMOUS|MAP_HUGETLB" },
        { "map", "x86_64", "0", "MAP_FILE" },
        { "map", "parisc", "0x12", "MAP_PRIVATE|MAP_ANONYMOUS" },
        { "map", "ppc64", "0x20", "MAP_ANONYMOUS" },
        { "map", "x86_64", "0x200", "0x200" },
        { "prot", "arm64", "0x17", "PROT_READ|PROT_WRITE|PROT_EXEC|PROT_BTI" },
        { "mcl", "sparc64", "0x6000", "MCL_CURRENT|MCL_FUTURE" },
        { "mremap", "x86_64", "0", "0x0" },
        { "uffd_feature", "x86_64", "0x60000", "UFFD_FEATURE_RWP|UFFD_FEATURE_RWP_ASYNC" },
    };

    [Fact]
    public async Task Headers_OfEveryKernelAndArchitecture_CompileAndSayWhatTheTableDoes()
    {
        foreach (var tables in OwnTables.Words().GroupBy(table => (table.Kernel.Kernel, table.Kernel.Arch)))
        {
            using var folder = new OutputFolder();
            var checks = tables.SelectMany(table =>
            {
                folder.Render(table, "c-header");
                return OutputCheck.For(table);
            }).ToList();
            Assert.Equal(2 * tables.Count(), checks.Count);
            await Tool.Gcc.Succeeds(folder.Path, OutputCheck.CompilerArguments(folder.Path), Joined(checks.Where(check => !check.File.EndsWith("_enum.h", StringComparison.Ordinal))));
            await Tool.Gcc.Succeeds(folder.Path, OutputCheck.CompilerArguments(folder.Path), Joined(checks.Where(check => check.File.EndsWith("_enum.h", StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData("madv_flags.h", "0x00000066U", "MADV_GUARD_INSTALL")]
    [InlineData("madv_flags_enum.h", "0x00000066U", "MADV_GUARD_INSTALL")]
    public async Task Header_ThatSaysSomethingElse_DoesNotCompileAndIsNamed(string file, string right, string named)
    {
        var table = OwnTables.Of("madv", Repository.Model.Newest, "x86_64");
        using var folder = new OutputFolder();
        folder.Render(table, "c-header");
        var text = Targets.Find("c-header")!.Render(table).Single(output => output.Path == file).Text;
        folder.Write(file, text.Replace(right, "0x00000067U", StringComparison.Ordinal));

        var errors = await Tool.Gcc.Fails(folder.Path, OutputCheck.CompilerArguments(folder.Path), OutputCheck.For(table).Single(check => check.File == file).Text);

        Assert.Contains($"{named} is not what the definitions say", errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public void Number_Decoded_IsTheWordsThatEveryOutputSays(string name, string arch, string number, string words)
    {
        Assert.True(FlagBits.TryParse(number, out var value));

        var read = ReadWords.Of(OwnTables.Of(name, Repository.Model.Newest, arch), value);

        Assert.Equal(words, string.Join('|', read.Words.Select(word => word.CName).Concat(read.Unknown.IsEmpty && !read.Words.IsEmpty ? [] : [read.Unknown.ToString()])));
    }

    [Fact]
    public async Task Python_OfWords_ReadsAndWritesThem()
    {
        using var folder = new OutputFolder();
        foreach (var rows in Readings.Select(row => row.Data).GroupBy(row => row.Item2))
        {
            rows.Select(row => row.Item1).Distinct().ToList().ForEach(name => folder.Render(OwnTables.Of(name, Repository.Model.Newest, rows.Key), "python"));
            var program = string.Join('\n', rows.SelectMany(row => new[]
            {
                $"import {row.Item1}_flags as table",
                $"assert table.text({row.Item3}) == '{row.Item4}', table.text({row.Item3})",
                $"assert table.parse('{row.Item4}') == ({row.Item3}, ())",
            }));
            await Tool.Python.Succeeds(folder.Path, ["-W", "error", "-c", program + "\nassert table.parse('WHAT|1') == (1, ('WHAT',)) and table.MEANINGS"]);
        }
    }

    [Theory]
    [InlineData("map", "0x100000022", "MAP_PRIVATE|MAP_ANONYMOUS|0x100000000")]
    [InlineData("map", "0x100000000", "0x100000000")]
    [InlineData("madv", "0x100000066", "0x100000066")]
    [InlineData("mcl", "0x80000000000000000000000000000001", "MCL_CURRENT|0x80000000000000000000000000000000")]
    public async Task Python_OfANumberThatIsTooLong_KeepsWhatNoWordStandsFor(string name, string number, string words)
    {
        var table = OwnTables.Of(name, Repository.Model.Newest, "x86_64");
        Assert.True(FlagBits.TryParse(number, out var value));
        var read = ReadWords.Of(table, value);
        using var folder = new OutputFolder();
        folder.Render(table, "python");

        await Tool.Python.Succeeds(folder.Path, ["-W", "error", "-c", $"""
            import {name}_flags as table
            assert table.text({number}) == '{words}', table.text({number})
            assert table.decode({number}).unknown == {read.Unknown}, table.decode({number})
            assert table.parse('{number}') == table.parse('{words}') == ({number}, ())
            assert table.text(-1) == table.text(0xffffffff)
            """]);
    }

    [Fact]
    public async Task Rust_OfWords_ReadsAndWritesThem()
    {
        using var folder = new OutputFolder();
        foreach (var rows in Readings.Select(row => row.Data).GroupBy(row => row.Item2))
        {
            var names = rows.Select(row => row.Item1).Distinct().ToList();
            names.ForEach(name => folder.Render(OwnTables.Of(name, Repository.Model.Newest, rows.Key), "rust"));
            var modules = names.Select(name => $"#[path = \"{name}_flags.rs\"]\nmod {name};\n");
            var checks = rows.Select(row =>
                $"    check({row.Item1}::{Type(row.Item1)}({row.Item3}), {row.Item1}::{Type(row.Item1)}::parse(\"{row.Item4}\"), \"{row.Item4}\");\n");
            folder.Write("main.rs", $$"""
                #![allow(dead_code)]
                {{string.Concat(modules)}}
                fn check<T: std::fmt::Display + PartialEq>(word: T, parsed: Result<T, &str>, text: &str) {
                    assert_eq!(word.to_string(), text);
                    assert!(parsed.ok() == Some(word));
                }
                fn main() {
                {{string.Concat(checks)}}
                    assert!({{names[0]}}::{{Type(names[0])}}::parse("WHAT").is_err());
                }

                """);
            await Tool.Rustc.Succeeds(folder.Path, ["-D", "warnings", "-o", "main", "main.rs"]);
            await Tool.Succeeds(Path.Combine(folder.Path, "main"), folder.Path, []);
        }
    }

    [Fact]
    public void Targets_OfWhatOnlyFlagsHave_MakeNoFileOfWords() => Assert.Equal(
        ["c-mmflags", "c-smaps", "c-testing"],
        Targets.All.Where(target => target.Render(OwnTables.Of("madv", Repository.Model.Newest, "x86_64")).Count == 0).Select(target => target.Name));

    private static string Type(string name) => string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..])) + "Words";

    /// <summary>Several checks as one source, each with a function of its own.</summary>
    private static string Joined(IEnumerable<CCheck> checks) => string.Concat(checks.Select((check, i) => check.Text
        .Replace("void check(", FormattableString.Invariant($"void check{i}("), StringComparison.Ordinal)
        .Replace("#define CHECK", "#undef CHECK\n#define CHECK", StringComparison.Ordinal)));
}
