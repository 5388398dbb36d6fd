namespace KernelFlags.Headers;

/// <summary><c>kflags import</c>: definitions out of a tree say what its headers compile to, and a series becomes an overlay.</summary>
public sealed class ImportTests
{
    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public async Task Tree_WholeTable_EqualsHeadersOnEveryKernel(string version)
    {
        var tree = KernelTree.Require(version);
        using var root = new ScratchFolder();
        await DoneAsync("import", "--tree", tree, "--out", root.Path);
        var kernels = KernelMatrix.Of(KernelTree.Version(version));
        var model = Repository.Load(Repository.FilesUnder(root.Path));

        var facts = HeaderEvaluator.EvaluateAll(tree, [.. kernels.Select(k => k.Request)]);

        var differences = kernels.Zip(facts).SelectMany(k => HeaderComparison.Compare(k.First.Resolve(model), k.Second).Select(d => $"{k.First}: {d}"));
        Assert.Equal([], differences);
    }

    [Fact]
    public async Task Base_SeriesThatAddsAFlag_IsItsOverlay()
    {
        using var tree = Series(t => t.AddFlag());

        var output = await DoneAsync("import", "--tree", tree.Path, "--base", "HEAD~1");

        Assert.Equal(
            """
            # kernel.yaml
            options:
            - name: COLD_HINT
              since: "7.3"
              when: 64BIT
            # vma/series.yaml
            flags:
            - name: COLD_HINT
              bit: 44
              since: "7.3"
              when: 64BIT && COLD_HINT
              smaps: ch
              trace: {is: cold_hint, after: DROPPABLE}
              traits: [sticky]
              summary: "TODO: one sentence that says what it means."

            masks:
            - name: COLD_HINT_MASK
              names: [{is: VMA_COLD_HINT, since: "7.3"}]
              flags: [COLD_HINT]
              summary: "TODO: one sentence that says what it means."

            """,
            output);
    }

    [Fact]
    public async Task Base_OfAStableBranch_HoldsOnThatBranchAlone()
    {
        using var tree = Series(t =>
        {
            t.AddFlag();
            t.Edit("Makefile", "PATCHLEVEL = 3", "PATCHLEVEL = 2");
        });

        var output = await DoneAsync("import", "--tree", tree.Path, "--base", "HEAD~1");

        Assert.Contains($"  bit: 44\n  since: \"7.2.{KernelTree.Version("7.3").Patch}\"\n  until: \"7.3\"\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base_OfTwoTrees_IsOneEntryWhosePartsHoldEachOnItsBranch()
    {
        using var stable = Series(t =>
        {
            t.AddFlag();
            t.Edit("Makefile", "PATCHLEVEL = 3", "PATCHLEVEL = 2");
            t.Edit(ColdHintTree.FlagHeader, "DECLARE_VMA_BIT(COLD_HINT, 44)", "DECLARE_VMA_BIT(COLD_HINT, 45)");
            t.Edit(ColdHintTree.FlagHeader, "append_vma_flags(VMA_COLD_HINT, VMA_MAYBE_GUARD_BIT)", "mk_vma_flags(VMA_MAYBE_GUARD_BIT)");
            t.Edit(
                ColdHintTree.FlagHeader,
                "append_vma_flags(VMA_COLD_HINT, VMA_SOFTDIRTY_BIT, \\\n\t\t\t\t\t  VMA_MAYBE_GUARD_BIT)",
                "mk_vma_flags(VMA_SOFTDIRTY_BIT, VMA_MAYBE_GUARD_BIT)");
        });
        using var mainline = Series(t => t.AddFlag());

        var output = await DoneAsync("import", "--tree", mainline.Path, "--tree", stable.Path, "--base", "HEAD~1");

        var patch = KernelTree.Version("7.3").Patch;
        Assert.Contains($"  bit: [{{is: 45, since: \"7.2.{patch}\", until: \"7.3\"}}, {{is: 44, since: \"7.3\"}}]\n  when: 64BIT && COLD_HINT\n", output, StringComparison.Ordinal);
        Assert.Contains($"  otherwise: [{{is: zero, since: \"7.2.{patch}\", until: \"7.3\"}}, {{is: zero, since: \"7.3\"}}, absent]\n  smaps: ch\n", output, StringComparison.Ordinal);
        Assert.Contains("  traits: [{is: sticky, since: \"7.3\"}]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralTrees_WithoutWhatWasBefore_AreRefused()
    {
        var tree = KernelTree.Require("7.3");
        var (exitCode, output, error) = await Kflags.RunAsync(Repository.Root, "import", "--tree", tree, "--tree", tree);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("of several trees what a series changes is imported", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base_Overlay_EqualsTheTreeAndSaysWhatIsToBeWritten()
    {
        using var tree = Series(t => t.AddFlag());
        using var overlay = new ScratchFolder();
        await DoneAsync("import", "--tree", tree.Path, "--base", "HEAD~1", "--out", overlay.Path);

        Assert.Equal("", await DoneAsync("check", "--tree", tree.Path, "--all", "--overlay", overlay.Path));
        var lint = (await Kflags.RunAsync(Repository.Root, "lint", "--overlay", overlay.Path)).Output;
        Assert.Contains("warning KF1025: 'summary' is still to be written", lint, StringComparison.Ordinal);
        Assert.Contains("warning KF5002: COLD_HINT is sticky and not copy-on-fork", lint, StringComparison.Ordinal);
        var (_, review, _) = await Kflags.RunAsync(Repository.Root, "diff", "--overlay", overlay.Path);
        Assert.StartsWith("COLD_HINT is new and sticky: VMAs that differ only in it merge, and keep it", review, StringComparison.Ordinal);
    }

    /// <summary>An edit of a series, a file and what takes the place of what, and the lines that the entry of the definitions gets.</summary>
    public static TheoryData<string, string, string, string[]> Changes => new()
    {
        {
            ColdHintTree.FlagHeader, "VMA_SOFTDIRTY_BIT, VMA_MAYBE_GUARD_BIT)", "VMA_SOFTDIRTY_BIT)",
            ["- name: MAYBE_GUARD", "  traits: [{is: sticky, until: \"7.3\"}, atomic-writable, copy-on-fork, {is: sticky, since: \"7.3\", when: \"!MEM_SOFT_DIRTY\"}]"]
        },
        {
            ColdHintTree.FlagHeader, "DECLARE_VMA_BIT(SEALED, 42)", "DECLARE_VMA_BIT(SEALED, 45)",
            ["- name: SEALED", "  bit: [{is: 45, since: \"7.3\"}, {is: 63, until: \"6.17\"}, {is: 42, until: \"7.3\"}]"]
        },
        { ColdHintTree.Smaps, "\"gu\"", "\"gg\"", ["- name: MAYBE_GUARD", "  smaps: [{is: gg, since: \"7.3\"}, {is: gu, until: \"7.3\"}]"] },
        {
            ColdHintTree.FlagHeader, "VMA_SPECIAL_FLAGS mk_vma_flags(VMA_IO_BIT, ", "VMA_SPECIAL_FLAGS mk_vma_flags(VMA_HUGETLB_BIT, ",
            ["- name: SPECIAL", "  flags: [{is: IO, until: \"7.3\"}, DONTEXPAND, PFNMAP, MIXEDMAP, {is: HUGETLB, since: \"7.3\"}]"]
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Base_SeriesThatChangesAFlag_ChangesItsDefinition(string file, string from, string to, string[] expected)
    {
        using var tree = Series(t => t.Edit(file, from, to));
        using var overlay = new ScratchFolder();

        var output = await DoneAsync("import", "--tree", tree.Path, "--base", "HEAD~1");

        Assert.All(expected, line => Assert.Contains(line, output, StringComparison.Ordinal));
        await DoneAsync("import", "--tree", tree.Path, "--base", "HEAD~1", "--out", overlay.Path);
        Assert.Equal("", await DoneAsync("check", "--tree", tree.Path, "--all", "--overlay", overlay.Path));
    }

    [Fact]
    public async Task Base_SeriesWithoutFlags_IsNothing()
    {
        using var tree = Series(t => t.Edit(ColdHintTree.FlagHeader, "#define VM_READ", "/* Read. */\n#define VM_READ"));
        var (exitCode, output, error) = await Kflags.RunAsync(Repository.Root, "import", "--tree", tree.Path, "--base", "HEAD~1");
        Assert.Equal((0, ""), (exitCode, output));
        Assert.EndsWith("no flag, mask or option is changed\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base_UnknownRevision_IsRefused()
    {
        using var tree = Series(t => t.AddFlag());
        var (exitCode, output, error) = await Kflags.RunAsync(Repository.Root, "import", "--tree", tree.Path, "--base", "no-such");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("no git revision 'no-such'", error, StringComparison.Ordinal);
    }

    /// <summary>A repository whose last commit is a series.</summary>
    private static ColdHintTree Series(Action<ColdHintTree> change)
    {
        var tree = ColdHintTree.Copy();
        string[] identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"];
        Tool.Run(tree.Path, "git", "init", "-q");
        foreach (var (edit, message) in new (Action, string)[] { (() => { }, "base"), (() => change(tree), "series") })
        {
            edit();
            Tool.Run(tree.Path, "git", "add", "-A");
            Tool.Run(tree.Path, "git", [.. identity, "commit", "-qm", message]);
        }

        return tree;
    }

    private static async Task<string> DoneAsync(params string[] call)
    {
        var (exitCode, output, error) = await Kflags.RunAsync(Repository.Root, call);
        Assert.True(exitCode == 0, output + error);
        return output;
    }
}
