using System.Text.RegularExpressions;

namespace KernelFlags.Rendering.Tests;

/// <summary>
/// That the modules of Rust and Python, and the pages of Markdown, are what they should be on any table, whatever its texts try.
/// </summary>
public sealed class ModuleTests
{
    [Theory]
    [MemberData(nameof(SampleTables.Names), MemberType = typeof(SampleTables))]
    public Task Rust_OfAnyTable_CompilesWithoutStdAndWithoutAWarning(string name) => CompilesRust(SampleTables.Find(name));

    [Fact]
    public async Task Rust_OfOtherKernels_CompilesWithoutStdAndWithoutAWarning()
    {
        foreach (var arch in new[] { "arm64", "parisc" })
        {
            await CompilesRust(OwnTables.Of(Repository.Model.Oldest, arch));
        }
    }

    [Fact]
    public Task Rust_OfFlagsThatAreNamedAsItsMembers_Compiles()
    {
        var module = Targets.Find("rust")!.Render(SampleTables.Smallest).Single().Text;
        var names = Regex.Matches(module, @"pub (?:const )?fn (\w+)").Select(match => match.Groups[1].Value).Append("BITS").Distinct();
        return CompilesRust(SampleTables.Table("member", 64, [.. names.Select((name, bit) => SampleTables.Flag(name, bit))]));
    }

    [Theory]
    [MemberData(nameof(SampleTables.Names), MemberType = typeof(SampleTables))]
    public async Task Python_OfAnyTable_HoldsEveryTextAsItIs(string name)
    {
        const string program = """
            import importlib, json, sys
            table = importlib.import_module(sys.argv[1])
            print(json.dumps([table.__doc__, list(table.SMAPS), [text for _, text in table.TRACE], list(table.MEANINGS.values())]))
            """;
        var table = SampleTables.Find(name);
        using var folder = new OutputFolder();
        folder.Render(table, "python");
        var output = await Tool.Python.Succeeds(folder.Path, ["-W", "error", "-c", program, $"{table.Name}_flags"]);
        string[][] expected =
        [
            [table.Summary], [.. table.Smaps], [.. table.Trace.Select(entry => entry.Name)],
            [.. table.Flags.Where(flag => flag.CName is not null).Select(flag => flag.Summary.Replace('\ud800', '\ufffd'))],
        ];
        using var document = System.Text.Json.JsonDocument.Parse(output);
        Assert.Equal(expected[0][0], document.RootElement[0].GetString());
        Assert.Equal(
            expected[1..],
            document.RootElement.EnumerateArray().Skip(1)
                .Select(list => list.EnumerateArray().Select(text => text.GetString()!).ToArray()));
    }

    [Fact]
    public async Task Python_OfEveryKernelAndArchitecture_IsImported()
    {
        using var folder = new OutputFolder();
        var files = OwnTables.Everywhere().SelectMany(Targets.Find("python")!.Render).ToList();
        for (var i = 0; i < files.Count; i++)
        {
            folder.Write(FormattableString.Invariant($"table{i}.py"), files[i].Text);
        }

        var program = string.Join('\n', Enumerable.Range(0, files.Count).Select(i => FormattableString.Invariant($"import table{i}")));
        await Tool.Python.Succeeds(folder.Path, ["-W", "error", "-c", program]);
    }

    /// <summary>In one run of the type checker, which takes seconds to start.</summary>
    [Fact]
    public async Task Python_OfAnyTable_HasTypesThatHold()
    {
        using var folder = new OutputFolder();
        var own = Repository.Model.Tables.Select(table => OwnTables.Of("linux-7.2-x86_64", table.Name));
        var tables = SampleTables.Names.Select(row => SampleTables.Find(row.Data)).Concat(own);
        foreach (var (i, file) in tables.SelectMany(Targets.Find("python")!.Render).Index())
        {
            folder.Write(FormattableString.Invariant($"table{i}.py"), file.Text);
        }

        await Tool.Mypy.Succeeds(folder.Path, ["--strict", "--no-incremental", "--no-error-summary", "."]);
    }

    [Fact]
    public async Task Python_GivenWhatIsNoFlags_DoesNotThrow()
    {
        const string program = """
            import vma_flags as table

            class Value:
                def __int__(self):
                    return 0x73

            texts = ("", "9" * 9999, "0x" + "f" * 9999, "\0", "\ud800", b"rd\xff")
            for odd in (None, -1, 1 << 200, 1.5, float("nan"), float("inf"), [], object(), *texts):
                for function in (table.parse, table.parse_smaps, table.parse_trace, table.smaps, table.trace, table.unknown, table.decode):
                    function(odd)
            assert table.trace(Value()) == "read|write|mayread|maywrite|mayexec"
            assert table.smaps("VmFlags: rd wr") == "rd wr"
            assert table.parse(b"rd\xff|wr") == (table.VmaFlags.WRITE, ("rd\ufffd",))
            assert table.unknown(1 << 200 | 1) == 1 << 200
            assert [flag.name for flag in table.decode(1 << 63 | 1 << 11)] == ["MAYBE_GUARD", "63"]
            """;
        using var folder = new OutputFolder();
        folder.Render(OwnTables.Of("linux-7.2-x86_64"), "python");
        await Tool.Python.Succeeds(folder.Path, ["-W", "error", "-c", program]);
    }

    [Theory]
    [MemberData(nameof(SampleTables.Names), MemberType = typeof(SampleTables))]
    public void Markdown_OfAnyTable_HasRowsOfOneWidth(string name)
    {
        foreach (var block in Targets.Find("markdown")!.Render(SampleTables.Find(name)).Single().Text.Split("\n\n"))
        {
            var rows = block.Split('\n').Where(line => line.StartsWith('|')).ToList();
            Assert.True(rows.Select(row => Regex.Count(row, @"(?<!\\)(\\\\)*\|")).Distinct().Count() <= 1, block);
        }
    }

    private static async Task CompilesRust(ResolvedTable table)
    {
        using var folder = new OutputFolder();
        folder.Render(table, "rust");
        folder.Write("lib.rs", $"//! All of it.\n#![no_std]\n/// The table.\n#[path = \"{table.Name}_flags.rs\"]\npub mod table;\n");
        foreach (var edition in new[] { "2015", "2021" })
        {
            await Tool.Rustc.Succeeds(
                folder.Path,
                ["--crate-type", "lib", "--emit", "metadata", "--edition", edition, "-D", "warnings", "-D", "missing_docs", "lib.rs"]);
        }

        folder.Write("main.rs", $"#[path = \"{table.Name}_flags.rs\"]\nmod table_that_nothing_uses;\nfn main() {{}}\n");
        foreach (var edition in new[] { "2018", "2021" })
        {
            await Tool.Rustc.Succeeds(folder.Path, ["--emit", "metadata", "--edition", edition, "-D", "warnings", "main.rs"]);
        }
    }
}
