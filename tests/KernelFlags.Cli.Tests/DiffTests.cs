using System.Text.Json;

namespace KernelFlags.Cli.Tests;

/// <summary>What a change of definitions is said to mean.</summary>
public sealed class DiffTests
{
    private const string Guard = "definitions/vma/guard.yaml";
    private const string Userfaultfd = "definitions/vma/userfaultfd.yaml";
    private const string Advice = "definitions/vma/advice.yaml";
    private const string Masks = "definitions/vma/masks.yaml";
    private const string Architecture = "definitions/vma/architecture.yaml";
    private const string GuardTraits = "traits: [sticky, atomic-writable, copy-on-fork]";

    [Fact]
    public async Task Nothing_ChangedWhenOnlyTheWritingDid()
    {
        using var folder = Two();
        folder.Edit("new/" + Guard, "flags:\n", "# A comment.\nflags:\n\n").Edit("new/" + Guard, "bit: 11", "bit:   11");
        var call = await DiffAsync(folder);
        Assert.Equal((0, "vma: nothing changed in meaning\n"), (call.ExitCode, call.Output));
    }

    [Theory]
    [InlineData("[]", "[sticky, copy-on-fork]", "MAYBE_GUARD became sticky: VMAs that differ only in it now merge, and keep it (6.19 and later)")]
    [InlineData("[]", "[ignore-merge]", "MAYBE_GUARD became ignore-merge: VMAs that differ only in it now merge; the result has what the call says (6.19 and later)")]
    [InlineData("[sticky, copy-on-fork]", "[]", "MAYBE_GUARD is no longer sticky: VMAs that differ only in it no longer merge (6.19 and later)")]
    [InlineData("[ignore-merge]", "[sticky, copy-on-fork]", "MAYBE_GUARD became sticky: VMAs that differ only in it merge as before, and now keep it (6.19 and later)")]
    [InlineData("[sticky, copy-on-fork]", "[ignore-merge]", "MAYBE_GUARD is no longer sticky: VMAs that differ only in it merge as before, but the result has what the call says, and may lose it (6.19 and later)")]
    [InlineData("[]", "[copy-on-fork]", "MAYBE_GUARD became copy-on-fork: the page tables of a VMA with it are now copied on fork (6.19 and later)")]
    [InlineData("[copy-on-fork]", "[]", "MAYBE_GUARD is no longer copy-on-fork: the page tables of a VMA are no longer copied on fork because of it (6.19 and later)")]
    [InlineData("[]", "[atomic-writable]", "MAYBE_GUARD became atomic-writable: it may now be set under a read lock (6.19 and later)")]
    [InlineData("[]", "[{is: sticky, since: \"7.1\"}]", "MAYBE_GUARD became sticky: VMAs that differ only in it now merge, and keep it (7.1 and later)")]
    [InlineData("[]", "[{is: atomic-writable, since: \"7.0\", until: \"7.2.5\"}]", "MAYBE_GUARD became atomic-writable: it may now be set under a read lock (7.0 to 7.2.4)")]
    public async Task Trait_IsToldAsARule(string before, string after, string rule)
    {
        using var folder = Two().Edit("old/" + Guard, GuardTraits, $"traits: {before}").Edit("new/" + Guard, GuardTraits, $"traits: {after}");
        var call = await DiffAsync(folder);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains(rule, call.OutputLines);
    }

    [Fact]
    public async Task MergeExample_ShowsAPairOfVmasBeforeAndAfter()
    {
        using var folder = Two().Edit("old/" + Guard, GuardTraits, "traits: []");
        var text = (await DiffAsync(folder)).Output;
        Assert.Contains("""
            MAYBE_GUARD became sticky: VMAs that differ only in it now merge, and keep it (6.19 and later)
                left    rd wr mr mw me gu
                right   rd wr mr mw me
                before  two VMAs
                after   one VMA: rd wr mr mw me gu

            """, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Userfaultfd, "- 41", "- 61", "UFFD_MINOR bit: 41 -> 61 | 6.14.9 and later")]
    [InlineData(Userfaultfd, "until: [\"6.15\", \"6.14.9\"], shares: HIGH_ARCH_6", "until: \"6.12\"", "UFFD_MINOR bit: 38 -> 41 | 6.12 to 6.14.8")]
    [InlineData(Guard, "bit: 11", "bit: 61", "MAYBE_GUARD bit: 11 -> 61 | 6.19 and later, where the word has 64 bits", "MAYBE_GUARD bit: 11 -> 0, enumerated as 61 | 6.19 and later, where the word has 32 bits")]
    [InlineData(Guard, "smaps: gu", "smaps: gx", "MAYBE_GUARD smaps: gu -> gx | 6.19 and later")]
    [InlineData(Guard, "  smaps: gu\n", "", "MAYBE_GUARD smaps: gu ->  | 6.19 and later")]
    [InlineData(Guard, "smaps: gu", "smaps: \"\"", "MAYBE_GUARD smaps: gu -> hidden | 6.19 and later")]
    [InlineData(Guard, "trace: maybe_guard", "trace: guard", "MAYBE_GUARD trace name: maybe_guard -> guard | 6.19 and later")]
    [InlineData(Guard, "trace: maybe_guard", "trace: {is: maybe_guard, after: READ}", "vma order of trace names: ")]
    [InlineData(Guard, "since: \"6.19\"", "since: \"6.18.16\"", "MAYBE_GUARD bit:  -> 11 | 6.18.16 and later 6.18")]
    [InlineData(Guard, "since: \"6.19\"", "since: \"7.0\"", "MAYBE_GUARD bit: 11 ->  | 6.19")]
    [InlineData(Guard, "  since: \"6.19\"", "  since: \"6.19\"\n  when: {arch: [x86_64, arm64]}", "MAYBE_GUARD bit: 11 -> 0, enumerated as 11 | 6.19 and later, not on x86_64, arm64")]
    [InlineData(Guard, "  since: \"6.19\"", "  since: \"6.19\"\n  when: \"!USERFAULTFD\"", "MAYBE_GUARD bit: 11 -> 0, enumerated as 11 | 6.19 and later, with USERFAULTFD")]
    [InlineData(Guard, "May hold guard regions;", "Holds guard regions;", "MAYBE_GUARD meaning: May hold guard regions; when clear, it holds none. -> Holds guard regions; when clear, it holds none. | ")]
    [InlineData(Masks, "flags: [LOCKED, LOCKONFAULT]", "flags: [LOCKED]", "LOCKED_MASK flag in the mask: LOCKONFAULT ->  | 6.3 and later", "LOCKED_CLEAR_MASK flag not in the mask: LOCKONFAULT ->  | up to 6.2")]
    [InlineData(Masks, "{is: VMA_LOCKED_MASK, since: \"7.1\"}", "{is: VMA_LOCKED_MASK, since: \"7.0\"}", "LOCKED_MASK name in C:  -> VMA_LOCKED_MASK | 7.0")]
    [InlineData(Architecture, "when: {if: ARCH_USES_HIGH_VMA_FLAGS, until: \"6.19\"}\n  otherwise: absent\n  summary: For the architecture to use, on 64 bits.\n\n- name: PKEY_BIT0", "when: {if: ARCH_USES_HIGH_VMA_FLAGS, until: \"6.18\"}\n  otherwise: absent\n  summary: For the architecture to use, on 64 bits.\n\n- name: PKEY_BIT0", "HIGH_ARCH_6 bit: 38 -> enumerated as 38 | 6.18, on ")]
    [InlineData(Advice, "name: MERGEABLE", "name: KSM", "KSM name: MERGEABLE -> KSM | ")]
    public async Task Change_IsToldWithItsKernels(string file, string before, string after, params string[] expected)
    {
        using var folder = Two().Edit("new/" + file, before, after);
        var changes = await ChangesAsync(folder);
        Assert.All(expected, text => Assert.Contains(changes, change => change.StartsWith(text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NewFlag_IsOneChangeAndItsRules()
    {
        using var folder = Two();
        folder.With("new/" + Guard, folder.Read("new/" + Guard) + """

            - name: FROZEN
              bit: 45
              smaps: fz
              trace: frozen
              since: "7.3"
              traits: [sticky, copy-on-fork]
              summary: Does not change.
            """);
        var changes = await ChangesAsync(folder);
        Assert.Contains("FROZEN flag:  -> bit 45, fz, frozen, sticky, copy-on-fork | 7.3 and later, where the word has 64 bits", changes);
        Assert.DoesNotContain(changes, change => change.StartsWith("LOCKED_CLEAR_MASK", StringComparison.Ordinal));
        Assert.Contains("STICKY flag in the mask:  -> FROZEN | 7.3 and later, where the word has 64 bits", changes);
        Assert.DoesNotContain(changes, change => change.StartsWith("FROZEN bit", StringComparison.Ordinal));
        var text = (await DiffAsync(folder)).Output;
        Assert.Contains("FROZEN is new and sticky: VMAs that differ only in it merge, and keep it (7.3 and later", text, StringComparison.Ordinal);
        Assert.Contains("Every flag that both have keeps its bit, on every kernel.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlagThatBecomesSpecial_NeverMerges()
    {
        using var folder = Two().Edit("new/" + Masks, "flags: [IO, DONTEXPAND, PFNMAP, MIXEDMAP]", "flags: [IO, DONTEXPAND, PFNMAP, MIXEDMAP, NORESERVE]");
        Assert.Contains("NORESERVE became special: a VMA with it never merges (every kernel)", (await DiffAsync(folder)).OutputLines);
    }

    [Fact]
    public async Task AliasOfAFlagThatMoved_MovesToo()
    {
        using var folder = Two().Edit("new/" + Architecture, "name: HIGH_ARCH_4\n  bit: 36", "name: HIGH_ARCH_4\n  bit: 45");
        var changes = await ChangesAsync(folder);
        Assert.Contains("MTE bit: 36 -> 45 | 6.12 and later", changes);
        Assert.DoesNotContain(changes, change => change.Contains("enumerated as 36", StringComparison.Ordinal) && change.StartsWith("MTE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unchanged_IsToldToo()
    {
        using var folder = Two().Edit("new/" + Guard, "smaps: gu", "smaps: gx");
        var output = (await DiffAsync(folder)).Output;
        Assert.Contains("The same VMAs merge as before, and keep the same flags.", output, StringComparison.Ordinal);
        Assert.Contains("The same page tables are copied on fork.", output, StringComparison.Ordinal);
        Assert.Contains("The same flags may be set under a read lock.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("smaps prints the same mnemonics.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewFlag_WithAMnemonicAndATraceName_ChangesWhatIsPrinted()
    {
        using var folder = Two().With("new/definitions/vma/zz.yaml", "flags:\n- {name: USWAP, bit: 62, when: 64BIT, smaps: us, trace: uswap, summary: A process swaps its pages.}\n");
        var output = (await DiffAsync(folder)).Output;
        Assert.DoesNotContain("smaps prints the same mnemonics.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Traces print the same names in the same order.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("The same VMAs merge as before", output, StringComparison.Ordinal);
        Assert.Contains("The same flags may be set under a read lock.", output, StringComparison.Ordinal);
        Assert.Contains("Every flag that both have keeps its bit, on every kernel.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlagThatIsGone_DoesNotMergeAsBefore()
    {
        using var folder = Two();
        folder.With("old/definitions/vma/zz.yaml", "flags:\n- {name: USWAP, bit: 62, when: 64BIT, traits: [ignore-merge], summary: A process swaps its pages.}\n");
        var output = (await DiffAsync(folder)).Output;
        Assert.DoesNotContain("The same VMAs merge as before", output, StringComparison.Ordinal);
        Assert.Contains("USWAP no longer has bit 62: raw words of old and new kernels differ", output, StringComparison.Ordinal);
        Assert.Contains("bit 62 is free", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlagThatComesEarlier_IsNewOnTheKernelsBetween()
    {
        using var folder = Two().Edit("new/" + Guard, "since: \"6.19\"", "since: \"6.18\"");
        var call = await DiffAsync(folder);
        Assert.Contains("MAYBE_GUARD is new", call.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("No flag was added", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlagThatLeavesThe32BitWord_LosesItsMnemonicThere()
    {
        using var folder = Two().Edit("new/definitions/vma/locking.yaml", "name: LOCKED\n  bit: 13", "name: LOCKED\n  bit: 45");
        var changes = await ChangesAsync(folder);
        Assert.Contains("LOCKED bit: 13 -> 45 | every kernel, where the word has 64 bits", changes);
        Assert.Contains("LOCKED smaps: lo ->  | every kernel, where the word has 32 bits", changes);
        Assert.Contains("LOCKED trace name: locked ->  | every kernel, where the word has 32 bits", changes);
        var call = await DiffAsync(folder);
        Assert.DoesNotContain("smaps prints the same mnemonics.", call.Output, StringComparison.Ordinal);
        Assert.Contains(call.OutputLines, line => line.StartsWith("LOCKED moved from bit 13 to bit 45: raw words", StringComparison.Ordinal)
            && line.EndsWith("bit 13 is free (every kernel, where the word has 64 bits)", StringComparison.Ordinal));
        Assert.Contains(call.OutputLines, line => line.StartsWith("LOCKED no longer has bit 13:", StringComparison.Ordinal)
            && line.EndsWith("(every kernel, where the word has 32 bits)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BitThatAnotherFlagTakes_IsNotFree()
    {
        using var folder = Two().Edit("new/" + Guard, "bit: 11", "bit: 60\n  when: 64BIT");
        folder.With("new/definitions/vma/zz.yaml", "flags:\n- {name: USWAP, bit: 11, since: \"6.19\", summary: A process swaps its pages.}\n");
        Assert.Contains("MAYBE_GUARD moved from bit 11 to bit 60: raw words of old and new kernels differ, and so do dumps, probes and tools that test the bit; "
            + "bit 11 is now USWAP (6.19 and later, where the word has 64 bits)", (await DiffAsync(folder)).OutputLines);
    }

    [Fact]
    public async Task NewFlag_IsDescribedAsEachRangeOfKernelsHasIt()
    {
        using var folder = Two().With("new/definitions/vma/zz.yaml", """
            flags:
            - name: TEST_HINT
              bit:
              - {is: 60, since: "6.12.120", until: "6.13"}
              - {is: 61, since: "7.3"}
              when: 64BIT
              otherwise: [{is: zero, since: "7.3"}, {is: zero, since: "6.12.120", until: "6.13"}, absent]
              smaps: zh
              traits: [{is: sticky, since: "7.3"}]
              summary: Expected to be cold; reclaim may take its pages first.
            """);
        var changes = await ChangesAsync(folder);
        Assert.Contains("TEST_HINT flag:  -> bit 60, zh | 6.12.120 and later 6.12, where the word has 64 bits", changes);
        Assert.Contains("TEST_HINT flag:  -> bit 61, zh, sticky | 7.3 and later, where the word has 64 bits", changes);
        var output = (await DiffAsync(folder)).Output;
        Assert.Contains("TEST_HINT is new: VMAs that differ in it do not merge (6.12.120 and later 6.12, where the word has 64 bits)", output, StringComparison.Ordinal);
        Assert.Contains("TEST_HINT is new and sticky: VMAs that differ only in it merge, and keep it (7.3 and later, where the word has 64 bits)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaskThatChanges_SaysWhatFollows()
    {
        using var folder = Two().Edit("new/" + Masks, "flags: [IO, DONTEXPAND, PFNMAP, MIXEDMAP]", "flags: [IO, DONTEXPAND, PFNMAP]");
        var lines = (await DiffAsync(folder)).OutputLines;
        Assert.Contains("MIXEDMAP is no longer special: VMAs that both have it now merge (every kernel)", lines);
        Assert.Contains("MIXEDMAP is no longer in SPECIAL: a VMA with it may now be locked (every kernel)", lines);
        Assert.Contains("MIXEDMAP is no longer in NO_KHUGEPAGED: khugepaged may now make the memory of a VMA with it huge (every kernel)", lines);
    }

    [Fact]
    public async Task TableWithoutAPolicyForVmas_IsNotToldOfMergesForksAndLocks()
    {
        const string Door = "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n";
        using var folder = new ScratchFolder().With("old/door/flags.yaml", Door).With("new/door/flags.yaml", Door + "- {name: AJAR, bit: 1, smaps: aj, summary: Open a little.}\n");
        var call = await DiffAsync(folder, "--table", "door");
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("AJAR", call.Output, StringComparison.Ordinal);
        Assert.All(["merge", "fork", "lock"], word => Assert.DoesNotContain(word, call.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("- name: ARM64_BTI\n  arch: [arm64]\n", "- name: ARM64_BTI\n  arch: [arm64]\n  since: \"6.12\"\n", "ARM64_BTI smaps: bt ->  | up to 6.11, with ARM64_BTI")]
    [InlineData("- name: ARM64_GCS\n  arch: [arm64]\n  since: \"6.13\"\n", "- name: ARM64_GCS\n  arch: [arm64]\n  since: \"6.14\"\n", "SHADOW_STACK bit: 38 -> 0 | 6.13, on arm64")]
    public async Task OptionThatChanges_IsToldByTheFlagsThatDependOnIt(string before, string after, string expected)
    {
        using var folder = Two().Edit("new/definitions/kernel.yaml", before, after);
        var changes = await ChangesAsync(folder);
        Assert.Contains(changes, change => change.StartsWith(expected, StringComparison.Ordinal));
    }

    /// <summary>Each kernel is resolved twice: their number is what the time goes by.</summary>
    [Theory]
    [InlineData("options:\n- {name: TEST_HINT, arch: [x86_64]}\n", "64BIT && TEST_HINT")]
    [InlineData("options:\n- {name: USERFAULTFD, arch: [x86_64]}\n", "USERFAULTFD")]
    public void OptionThatChanges_NeedsFewKernels(string options, string when)
    {
        List<DefinitionFile> files = [.. Repository.DefinitionFiles()];
        var before = DefinitionLoader.Load(files).Model;
        var after = DefinitionLoader.Load(
        [
            .. files,
            new DefinitionFile("own/kernel.yaml", "kernel.yaml", options) { Layer = 1 },
            new DefinitionFile("own/zz.yaml", "vma/zz.yaml", $"flags:\n- {{name: TEST_HINT, bit: 61, since: \"7.3\", when: {when}, traits: [sticky, copy-on-fork], summary: Cold.}}\n") { Layer = 1 },
        ]).Model;
        var conditions = Diff.ChangedConditions.Of(before, after, before.FindTable("vma")!, after.FindTable("vma")!);
        Assert.InRange(Diff.KernelGrid.Of(before, after, conditions).Points.Count, 32, 1000);
    }

    [Fact]
    public async Task Json_IsOneDocument()
    {
        using var folder = Two().Edit("new/" + Guard, "smaps: gu", "smaps: gx");
        var call = await DiffAsync(folder, "--format", "json");
        Assert.Equal((1, ""), (call.ExitCode, call.Error));
        using var document = JsonDocument.Parse(call.Output);
        Assert.True(document.RootElement.GetProperty("different").GetBoolean());
        Assert.Equal("mnemonic", document.RootElement.GetProperty("changes")[0].GetProperty("kind").GetString());
        Assert.Equal(0, document.RootElement.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public async Task ExitZero_EndsWithZero()
    {
        using var folder = Two().Edit("new/" + Guard, "smaps: gu", "smaps: gx");
        Assert.Equal(0, (await DiffAsync(folder, "--exit-zero")).ExitCode);
    }

    [Fact]
    public async Task BothDirections_NameTheSameThings()
    {
        using var folder = Two().Edit("new/" + Guard, GuardTraits, "traits: [copy-on-fork]").Edit("new/" + Userfaultfd, "- 41", "- 61");
        var there = (await ChangesAsync(folder)).Select(change => change.Split(':')[0]);
        var back = (await ChangesAsync(folder, "new", "old")).Select(change => change.Split(':')[0]);
        Assert.Equal(there, back);
    }

    [Fact]
    public async Task DefinitionsWithErrors_AreRefused()
    {
        using var folder = Two().Edit("new/" + Guard, "bit: 11", "bit: eleven");
        var call = await DiffAsync(folder);
        Assert.Equal((2, ""), (call.ExitCode, call.Output));
        Assert.Contains("new/definitions/vma/guard.yaml:4:8: error KF1014", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("madv", "guard.yaml", "value: 102", "value: 104", "GUARD_INSTALL  value  0x66 -> 0x68  6.13 and later")]
    [InlineData("map", "placement.yaml", "bit: 20", "bit: 21", "FIXED_NOREPLACE  bit  20 -> 21  every kernel")]
    [InlineData("mcl", "flags.yaml", "bit: [{is: 13,", "bit: [{is: 12,", "CURRENT  bit  13 -> 12  every kernel, on ppc64, ppc32, sparc64, sparc32")]
    public async Task Number_OfAWord_IsToldWhereItChanges(string table, string file, string before, string after, string change)
    {
        using var folder = Two();
        folder.Edit($"new/definitions/{table}/{file}", before, after);

        var call = await DiffAsync(folder, "--table", table);

        Assert.Contains(change, call.Output, StringComparison.Ordinal);
    }

    private static ScratchFolder Two() => new ScratchFolder().WithDefinitions("old/definitions").WithDefinitions("new/definitions");

    private static Task<Call> DiffAsync(ScratchFolder folder, params string[] more) => Kflags.RunInAsync(folder.Path, "", ["diff", "old", "new", .. more]);

    private static async Task<List<string>> ChangesAsync(ScratchFolder folder, string before = "old", string after = "new")
    {
        using var document = JsonDocument.Parse((await Kflags.RunInAsync(folder.Path, "", "diff", before, after, "--format", "json")).Output);
        string Text(JsonElement change, string name) => change.GetProperty(name).GetString()!;
        return
        [
            .. document.RootElement.GetProperty("changes").EnumerateArray()
                .Select(change => $"{Text(change, "subject")} {Text(change, "what")}: {Text(change, "before")} -> {Text(change, "after")} | {Text(change, "kernels")}"),
        ];
    }
}
