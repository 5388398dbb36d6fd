using System.Text.Json;

namespace KernelFlags.Cli.Tests.Audit;

/// <summary>Hand-kept tables in the forms that decoders have them in, and lists that look like such tables.</summary>
public sealed class SourceAuditTests
{
    private const string Folder = "tests/KernelFlags.Cli.Tests/Audit";
    private const string Missing = "KF6001";
    private const string Dead = "KF6002";
    private const string Wrong = "KF6003";

    /// <summary>Of a table that holds little: it lacks much.</summary>
    private const string Much = "much";

    /// <summary>Each table, with what is dead or wrong in it and how many it lacks on 7.2.</summary>
    public static TheoryData<string, string[], string[]> Tables => new()
    {
        { "bits.rs", ["17 DENYWRITE KF6003", "35 HUGEPAGE KF6003", "36 NOHUGEPAGE KF6003", "38 UFFD_MINOR KF6003", "40 SEALED KF6003"], ["DROPPABLE"] },
        { "names.py", ["7 dw KF6002", "24 hg KF6003", "25 nh KF6003"], ["gu", "ui"] },
        { "by-bit.c", ["8 ALWAYSDUMP KF6003"], ["LOCKONFAULT"] },
        { "switch.go", ["29 sr KF6003", "43 nl KF6002"], ["um", "gu", "uw", "lf", "sf", "wf", "dp", "ui", "sl", "sd", "ss", "bt", "mt"] },
        { "chain.c", ["7 dw KF6002"], [] },
        { "words.md", ["15 dw KF6002"], ["um", "gu", "uw", "lf", "sf", "wf", "dp", "ui", "sl", "sd", "ss", "bt", "mt"] },
        { "words.txt", ["22 nl KF6002", "26 hg KF6003", "27 nh KF6003"], ["um", "gu", "uw", "lf", "sf", "wf", "dp", "ui", "sl", "sd", "ss", "bt", "mt"] },
        { "map.cc", ["5 hg KF6003", "5 nh KF6003", "6 ui KF6003"], [] },
        { "enum.h", ["14 MAYBE_GUARD KF6003"], [Much] },
        { "masks.h", ["13 GROWSUP KF6003", "15 EXECUTABLE KF6003", "18 RESERVED KF6003"], [Much] },
        { "rows.kt", ["4 DONTCOPY KF6003", "4 DONTEXPAND KF6003"], [Much] },
        { "whole.c", [], [] },
        { "by-place.c", ["6 dw KF6002", "10 nh KF6003", "10 hg KF6003"], ["gu", "dp", "ui", "sl", "ss", "bt", "mt"] },
        { "few.py", ["5 ALWAYSDUMP KF6003"], [] },
        { "names.java", ["4 dw KF6002"], [Much] },
        { "masks.c", ["8 ALWAYSDUMP KF6003"], [] },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Table_IsFoundByItsShape(string file, string[] wrong, string[] missing)
    {
        var call = await Kflags.RunAsync("audit", $"{Folder}/Tables/{file}", "--kernel", "7.2", "--format", "json");
        Assert.Equal((wrong.Length + missing.Length > 0 ? 1 : 0, ""), (call.ExitCode, call.Error));
        using var document = JsonDocument.Parse(call.Output);
        Assert.Single(document.RootElement.GetProperty("tables").EnumerateArray());
        var findings = document.RootElement.GetProperty("findings").EnumerateArray().ToList();
        Assert.Equal(wrong, findings.Where(f => Text(f, "id") != Missing).Select(f => $"{f.GetProperty("line")} {Text(f, "name")} {Text(f, "id")}"));
        if (missing is [Much])
        {
            Assert.True(findings.Count > wrong.Length + 10);
            return;
        }

        Assert.Equal(missing.Order(StringComparer.Ordinal), findings.Where(f => Text(f, "id") == Missing).Select(f => Text(f, "name")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListOfSomethingElse_IsNoTable()
    {
        var others = Directory.GetFiles(Repository.Find($"{Folder}/Others")).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(others);
        var call = await Kflags.RunAsync(["audit", .. others]);
        Assert.Equal((0, ""), (call.ExitCode, call.Output));
        Assert.Equal([.. others.Select(file => $"{file}: no table found"), $"no table of mnemonics or of flag bits found in {others.Count} files"], call.ErrorLines);
    }

    /// <summary>Each finding says for which kernels, and what would be right.</summary>
    [Theory]
    [InlineData("by-bit.c", ":8:27: error KF6003: bit 26 is called ALWAYSDUMP, which no kernel from 3.4 on has; it is DONTDUMP on every kernel that is described; call it DONTDUMP")]
    [InlineData("bits.rs", ":17:15: error KF6003: bit 11 is called DENYWRITE, which no kernel from 5.15 on has; it is MAYBE_GUARD on 6.19 and later; call it MAYBE_GUARD")]
    [InlineData("bits.rs", ":38:15: error KF6003: UFFD_MINOR is given bit 37, which is HIGH_ARCH_5 on 6.6 and later (wrong: 6.6 and later); it is bit 41 on 6.14.9 and later; give it bit 41")]
    [InlineData("bits.rs", ":40:15: error KF6003: SEALED is given bit 63; it is bit 42 on 6.17 and later; give it bit 42")]
    [InlineData("names.py", ":7:6: warning KF6002: no kernel from 5.15 on prints \"dw\", which was VM_DENYWRITE; take it out")]
    [InlineData("names.py", ":24:6: error KF6003: \"hg\" is given the meaning of NOHUGEPAGE, and is HUGEPAGE on every kernel that is described; pair it with HUGEPAGE, and \"nh\" with NOHUGEPAGE")]
    [InlineData("names.py", ":33:6: warning KF6001: the table lacks \"gu\", VM_MAYBE_GUARD (bit 11), printed by 6.19 and later; add it")]
    [InlineData("switch.go", ":55:8: warning KF6001: the table lacks \"mt\", VM_MTE (bit 36), printed by every kernel that is described (arm64); add it")]
    public async Task Finding_SaysTheKernelsAndTheMend(string file, string line)
    {
        var path = $"{Folder}/Tables/{file}";
        Assert.Contains(path + line, (await Kflags.RunAsync("audit", path)).OutputLines);
    }

    [Fact]
    public async Task NamedKernel_IsTheOnlyOneThatIsAsked()
    {
        var path = $"{Folder}/Tables/whole.c";
        Assert.Equal(0, (await Kflags.RunAsync("audit", path, "--kernel", "7.2")).ExitCode);
        var old = await Kflags.RunAsync("audit", path, "--kernel", "6.1");
        Assert.Equal(
            ["gu", "lf", "ss", "dp", "sl"],
            old.OutputLines.Where(line => line.Contains($"{Dead}: 6.1.176 does not print", StringComparison.Ordinal)).Select(line => line.Split('"')[1]));
        Assert.Equal(5, old.OutputLines.Length);
        Assert.Contains((await Kflags.RunAsync("audit", path, "--kernel", "7.2", "--arch", "s390")).OutputLines, line => line.Contains("\"bt\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Overlay_AddsWhatATableMustHave()
    {
        using var folder = new ScratchFolder().With("over/vma/own.yaml", """
            flags:
            - name: OWN_HINT
              bit: 50
              when: 64BIT
              smaps: zz
              summary: Of the test.
            """);
        var call = await Kflags.RunAsync("audit", $"{Folder}/Tables/whole.c", "--kernel", "7.2", "--overlay", folder["over"]);
        Assert.Equal("the table lacks \"zz\", VM_OWN_HINT (bit 50), printed by 7.2.13 (64 bits); add it", Assert.Single(call.OutputLines).Split(": ")[^1]);
    }

    [Fact]
    public async Task NumbersOfItsOwn_AreNotTakenForBits()
    {
        using var folder = new ScratchFolder();
        string[] words = ["rd", "wr", "ex", "sh", "mr", "mw", "me", "ms", "gd", "pf", "lo", "io", "sr", "rr", "dc", "de", "ac", "nr", "ht", "ar", "dd", "mm", "hg", "nh", "mg"];
        folder.With("a.rs", string.Concat(words.Select((word, n) => $"    const {word.ToUpperInvariant()} = 1 << {40 - n};\n")));
        var call = await Kflags.RunAsync("audit", folder["a.rs"], "--kernel", "7.2");
        Assert.DoesNotContain(call.OutputLines, line => line.Contains(Wrong, StringComparison.Ordinal));
        Assert.Contains(call.ErrorLines, line => line.EndsWith(":1: a table of 25 mnemonics with numbers of its own, which were not compared with bits", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Folder_IsWalked_WithoutWhatIsHiddenOrNoText()
    {
        var table = await File.ReadAllTextAsync(Repository.Find($"{Folder}/Tables/chain.c"), TestContext.Current.CancellationToken);
        using var folder = new ScratchFolder().With("src/b/deep.c", table).With("src/.git/objects.c", table).With("src/a.bin", "\0" + table).With("src/empty", "");
        File.CreateSymbolicLink(folder["src/link.c"], folder["src/b/deep.c"]);
        var call = await Kflags.RunInAsync(folder.Path, "", "audit", "src");
        Assert.Equal(1, call.ExitCode);
        Assert.StartsWith("src/b/deep.c:7:26: ", Assert.Single(call.OutputLines), StringComparison.Ordinal);
        Assert.StartsWith("note: src/b/deep.c:3: a table of 8 mnemonics, a choice, which leaves out rd, wr, ", call.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("1 table in 2 files, 1 finding", call.ErrorLines[^1]);
    }

    [Fact]
    public async Task Sarif_HasEachFindingAtItsPlace()
    {
        var path = $"{Folder}/Tables/by-bit.c";
        using var document = JsonDocument.Parse((await Kflags.RunAsync("audit", path, "--kernel", "7.2", "--format", "sarif")).Output);
        var run = document.RootElement.GetProperty("runs")[0];
        Assert.Equal(["KF6001", "KF6002", "KF6003"], run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => Text(rule, "id")));
        var result = run.GetProperty("results")[0];
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal((Wrong, "error", path), (Text(result, "ruleId"), Text(result, "level"), Text(place.GetProperty("artifactLocation"), "uri")));
        Assert.Equal("""{"startLine":8,"startColumn":27,"endLine":8,"endColumn":37}""", JsonSerializer.Serialize(place.GetProperty("region")));
    }

    [Theory]
    [InlineData("name sources to audit, files or folders, or a kernel tree with --tree DIR", "audit")]
    [InlineData("there is no file no/such.c; name a source or a folder of sources", "audit", "no/such.c")]
    [InlineData("sources are searched for tables of vma; leave out --table madv", "audit", "README.md", "--table", "madv")]
    [InlineData("kernel 6.0 is not described; 6.1 is the oldest that is", "audit", "README.md", "--kernel", "6.0")]
    public async Task CallThatCantBeUsed_IsRefused(string message, params string[] args) => Assert.Equal(message, (await Kflags.RunAsync(args)).Refusal());

    /// <summary>Quotes that do not end, brackets that do not close, and numbers without end are read like anything else.</summary>
    [Theory]
    [InlineData("\"rd")]
    [InlineData("{{{{[[[[((((1 << 1 << 1 <<")]
    [InlineData("'''\"\"\"/* rd")]
    [InlineData("x = \"\\")]
    [InlineData("BIT(BIT(99999999999999999999999999")]
    [InlineData("\u2028\u0085\r\r\n'\\\n'")]
    public async Task Nonsense_HasNoTable(string text)
    {
        using var folder = new ScratchFolder().With("a", text);
        Assert.Equal((0, ""), (await Kflags.RunAsync("audit", folder["a"])) is var call ? (call.ExitCode, call.Output) : default);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
