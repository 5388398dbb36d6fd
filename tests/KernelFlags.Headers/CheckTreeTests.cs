using System.Text.Json;
using System.Text.RegularExpressions;

namespace KernelFlags.Headers;

/// <summary><c>kflags check --tree --all</c>: a series that adds a flag, and its mistakes, each found by one call.</summary>
public sealed partial class CheckTreeTests
{
    private const string NoWord = "#define VM_COLD_HINT\t\tVM_NONE\n";
    private const string Guarded = "#ifdef CONFIG_COLD_HINT\n\t\t[ilog2(VM_COLD_HINT)] = \"ch\",\n#endif\n";
    private const string Unguarded = "\t\t[ilog2(VM_COLD_HINT)] = \"ch\",\n";
    private const string RowBefore = "IF_HAVE_VM_DROPPABLE(VM_DROPPABLE,\t\"droppable\"\t)\t\t\\\n";
    private const string Row = "IF_HAVE_VM_COLD_HINT(VM_COLD_HINT,\t\"cold_hint\"\t)\t\t\\\n";

    /// <summary>Edits of the tree that has the flag (a file, what stands there, what replaces it), and all that must be printed; N is a line.</summary>
    public static TheoryData<string[], string[]> Mistakes => new()
    {
        {
            [ColdHintTree.FlagHeader, "append_vma_flags(VMA_COLD_HINT, VMA_MAYBE_GUARD_BIT)", "mk_vma_flags(VMA_MAYBE_GUARD_BIT)"],
            [
                "VMA_STICKY_FLAGS: the definitions have VM_COLD_HINT too many (every 64-bit architecture with COLD_HINT, without MEM_SOFT_DIRTY)",
                "VMA_IGNORE_MERGE_FLAGS: the definitions have VM_COLD_HINT too many (every 64-bit architecture with COLD_HINT, without MEM_SOFT_DIRTY)",
            ]
        },
        {
            [ColdHintTree.TraceHeader, Row, "\t{VM_COLD_HINT, \"cold_hint\"},\t\t\\\n"],
            ["VM_COLD_HINT: the trace table has \"cold_hint\" for 0x0 in the tree, no entry in the definitions (every architecture without COLD_HINT)"]
        },
        {
            [ColdHintTree.Smaps, Guarded, Unguarded],
            ["VM_COLD_HINT: 0 here, and its row in the tree's table has smaps print \"ch\" for VM_READ (bit 0); the row needs the guard of the flag (every architecture with MMU, without COLD_HINT)"]
        },
        {
            [ColdHintTree.Smaps, Guarded, Unguarded, ColdHintTree.FlagHeader, NoWord, "#define VM_COLD_HINT\t\tBIT_ULL(44)\n"],
            [
                "fs/proc/task_mmu.c:N: gcc refuses VM_COLD_HINT: array index in initializer exceeds array bounds (every 32-bit architecture with MMU)",
                "VM_COLD_HINT: bit 44 in the tree, 0 in the definitions (every 64-bit architecture without COLD_HINT)",
                "VM_COLD_HINT (bit 44): smaps prints \"ch\" in the tree, \"??\" in the definitions (every 64-bit architecture with MMU, without COLD_HINT)",
            ]
        },
        {
            [ColdHintTree.FlagHeader, NoWord, "#define VM_COLD_HINT\t\tINIT_VM_FLAG(COLD_HINT)\n"],
            [
                "include/linux/mm.h:N: gcc refuses VM_COLD_HINT: left shift count >= width of type (every 32-bit architecture)",
                "VM_COLD_HINT: bit 44 in the tree, 0 in the definitions (every 64-bit architecture without COLD_HINT)",
            ]
        },
        {
            [ColdHintTree.TraceHeader, RowBefore + Row, Row + RowBefore],
            ["VM_DROPPABLE: the trace table has it where that of the tree has VM_COLD_HINT (every 64-bit architecture with COLD_HINT)"]
        },
    };

    [Fact]
    public async Task All_SeriesThatIsRight_SaysNothing()
    {
        using var tree = ColdHintTree.Changed();

        var (exitCode, output, error) = await CheckAllAsync(tree);

        Assert.Equal(("", 0), (output, exitCode));
        Assert.Matches(@"^7\.3\.\d+: 15 architectures, \d+ configurations compared, 0 differences\n$", error);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task All_Mistake_IsFoundWithTheKernelsThatShowIt(string[] edits, string[] expected)
    {
        using var tree = ColdHintTree.Changed();
        foreach (var edit in edits.Chunk(3))
        {
            tree.Edit(edit[0], edit[1], edit[2]);
        }

        var (exitCode, output, _) = await CheckAllAsync(tree);

        Assert.Equal(1, exitCode);
        Assert.Equal(expected, LineNumber().Replace(output, ":N:").TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(ColdHintTree.Smaps, "[ilog2(VM_COLD_HINT)]", "[ilog2(VM_COLD_HINT]", "VM_COLD_HINT")]
    [InlineData(ColdHintTree.Smaps, "[ilog2(VM_COLD_HINT)]", "[ilog2(VM_COLD_HIND)]", "VM_COLD_HIND")]
    [InlineData(ColdHintTree.TraceHeader, "IF_HAVE_VM_COLD_HINT(VM_COLD_HINT,", "IF_HAVE_VM_COLD_HINT(VM_COLD_HIND,", "VM_COLD_HIND")]
    [InlineData(ColdHintTree.FlagHeader, "DECLARE_VMA_BIT(COLD_HINT, 44)", "DECLARE_VMA_BIT(COLD_HINT, 4 4)", "VMA_COLD_HINT_BIT")]
    [InlineData(ColdHintTree.FlagHeader, "#ifdef CONFIG_COLD_HINT", "#if CONFIG_COLD_HINT &&", "CONFIG_COLD_HINT")]
    [InlineData(ColdHintTree.FlagHeader, "#elif defined(CONFIG_PARISC)", "#elif CONFIG_PARISC +", "CONFIG_PARISC")]
    public async Task One_LineThatIsRefused_IsThatOfTheTree(string file, string from, string to, string name)
    {
        using var tree = ColdHintTree.Changed();
        tree.Edit(file, from, to);
        var text = await File.ReadAllTextAsync(Path.Combine(tree.Path, file), TestContext.Current.CancellationToken);
        var line = text[..text.IndexOf(to, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

        var (exitCode, output, error) = await CheckAsync(tree);

        Assert.Equal(("", 2), (output, exitCode));
        Assert.StartsWith($"{tree.Path}: {file}:{line}: gcc refuses {name}: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_Json_HasTheKernelsOfEachDifference()
    {
        using var tree = ColdHintTree.Changed();
        tree.Edit(ColdHintTree.FlagHeader, NoWord, "#define VM_COLD_HINT\t\tINIT_VM_FLAG(COLD_HINT)\n");

        var (_, output, _) = await CheckAllAsync(tree, "--format", "json");

        using var document = JsonDocument.Parse(output);
        var difference = document.RootElement.GetProperty("differences")[0];
        Assert.Equal("VM_COLD_HINT", difference.GetProperty("name").GetString());
        Assert.Equal("include/linux/mm.h", difference.GetProperty("path").GetString());
        Assert.True(difference.GetProperty("line").GetInt32() > 1);
        Assert.Equal("every 32-bit architecture", difference.GetProperty("where").GetString());
        Assert.Contains("i386", difference.GetProperty("configurations").EnumerateArray().Select(c => c.GetProperty("arch").GetString()));
    }

    [Fact]
    public async Task Without_OptionOfTheOverlay_IsTheKernelWithoutIt()
    {
        using var tree = ColdHintTree.Changed();
        tree.Edit(ColdHintTree.FlagHeader, NoWord, "");

        Assert.Equal(0, (await CheckAsync(tree)).ExitCode);
        var (exitCode, output, _) = await CheckAsync(tree, "--without", "COLD_HINT");

        Assert.Equal(1, exitCode);
        Assert.Equal("VM_COLD_HINT: 0 in the definitions, not defined by the tree\n", output);
    }

    [Theory]
    [InlineData("no table and no definition of the tree knows the option 'COLD_HITN'; did you mean 'COLD_HINT'?", "--without", "COLD_HITN")]
    [InlineData("64BIT is set by the architecture, whatever a configuration says; it can't be left out", "--without", "64BIT")]
    [InlineData("x86_64 can't have ARM64_MTE, and is without it anyway", "--without", "ARM64_MTE")]
    [InlineData("--without is about all options that an architecture can have; leave out --config", "--without", "COLD_HINT", "--config", "MMU")]
    [InlineData("--all is about all options that an architecture can have; leave out --profile", "--all", "--profile", "linux-7.2-x86_64")]
    public async Task Without_WhatCantBeHonoured_IsRefused(string expected, params string[] options)
    {
        using var tree = ColdHintTree.Copy();

        var (exitCode, output, error) = await CheckAsync(tree, options);

        Assert.Equal(("", 2), (output, exitCode));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@":\d+:")]
    private static partial Regex LineNumber();

    private static Task<(int ExitCode, string Output, string Error)> CheckAllAsync(ColdHintTree tree, params string[] options) =>
        CheckAsync(tree, ["--all", .. options]);

    /// <summary>Runs the check with the definitions of the series.</summary>
    private static async Task<(int ExitCode, string Output, string Error)> CheckAsync(ColdHintTree tree, params string[] options)
    {
        using var overlay = new ScratchFolder();
        ColdHintTree.WriteOverlay(overlay.Path);
        return await Kflags.RunAsync(Repository.Root, ["check", .. options, "--tree", tree.Path, "--overlay", overlay.Path]);
    }
}
