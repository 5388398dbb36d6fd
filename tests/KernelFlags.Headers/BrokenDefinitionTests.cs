namespace KernelFlags.Headers;

/// <summary>The comparison has teeth: whatever the definitions say wrongly is found, and told by the flag's name.</summary>
public sealed class BrokenDefinitionTests
{
    /// <summary>A version, an architecture, a file, what stands there, what replaces it, and the lines that must be reported.</summary>
    public static TheoryData<string, string, string, string, string, string[]> Breaks => new()
    {
        {
            "7.3", "x86_64", "vma/guard.yaml", "bit: 11", "bit: 61",
            [
                "VM_MAYBE_GUARD: bit 11 in the tree, bit 61 in the definitions",
                "VMA_MAYBE_GUARD_BIT: 11 in the tree, 61 in the definitions",
                "VM_COPY_ON_FORK: the definitions have VM_MAYBE_GUARD at another bit",
                "VM_MAYBE_GUARD (bit 11): smaps prints \"gu\" in the tree, \"??\" in the definitions",
                "VM_MAYBE_GUARD: the trace table has \"maybe_guard\" for 0x800 in the tree, "
                    + "\"maybe_guard\" for 0x2000000000000000 in the definitions",
            ]
        },
        {
            "6.1", "arm64", "vma/userfaultfd.yaml", "{is: 37, until: \"6.6\"}", "{is: 40, until: \"6.6\"}",
            ["VM_UFFD_MINOR: bit 37 in the tree, bit 40 in the definitions"]
        },
        {
            "7.2", "x86_64", "vma/guard.yaml", "sticky, ", "",
            [
                "VMA_STICKY_FLAGS: the definitions have VM_MAYBE_GUARD too few",
                "VMA_IGNORE_MERGE_FLAGS: the definitions have VM_MAYBE_GUARD too few",
            ]
        },
        {
            "7.2", "x86_64", "vma/guard.yaml", "atomic-writable, ", "",
            ["VM_ATOMIC_SET_ALLOWED: the definitions have VM_MAYBE_GUARD too few"]
        },
        {
            "7.2", "s390", "vma/userfaultfd.yaml", "  traits: [copy-on-fork]\n", "",
            ["VM_COPY_ON_FORK: the definitions have VM_UFFD_WP too few"]
        },
        {
            "7.3", "riscv64", "vma/backing.yaml", "  trace: io\n", "  trace: io\n  traits: [copy-on-fork]\n",
            ["VM_COPY_ON_FORK: the definitions have VM_IO too many"]
        },
        {
            "6.12", "x86_64", "vma/advice.yaml", "smaps: sr", "smaps: sq",
            ["VM_SEQ_READ (bit 15): smaps prints \"sr\" in the tree, \"sq\" in the definitions"]
        },
        {
            "6.12", "arm64", "vma/architecture.yaml", "smaps: mt", "smaps: \"\"",
            ["VM_HIGH_ARCH_4/VM_MTE (bit 36): smaps prints \"mt\" in the tree, nothing (hidden) in the definitions"]
        },
        {
            "7.2", "x86_64", "vma/access.yaml", "  trace: read\n", "  trace: readable\n",
            ["VM_READ: the trace table has \"read\" for 0x1 in the tree, \"readable\" for 0x1 in the definitions"]
        },
        {
            "6.1", "parisc", "vma/layout.yaml", "when: [PARISC, ", "when: [SPARC64, ",
            ["VM_GROWSUP: bit 24 in the tree, 0 in the definitions"]
        },
        {
            "6.12", "i386", "vma/masks.yaml", "flags: [IO, DONTEXPAND, PFNMAP, MIXEDMAP]", "flags: [IO, DONTEXPAND, PFNMAP, LOCKED]",
            ["VM_SPECIAL: the definitions have VM_LOCKED too many and VM_MIXEDMAP too few"]
        },
        {
            "7.3", "arm64", "vma/userfaultfd.yaml", "after: UFFD_WP", "after: READ",
            ["VM_UFFD_RWP: the trace table has it where that of the tree has VM_WRITE"]
        },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Compare_DefinitionThatIsBroken_NamesEachDifference(
        string version, string arch, string file, string from, string to, string[] expected)
    {
        var tree = KernelTree.Require(version);
        var kernel = Kernel.Full(version, arch);

        var actual = HeaderComparison.Compare(kernel.Resolve(Broken((file, from, to))), HeaderEvaluator.Evaluate(tree, kernel.Request));

        Assert.Equal([], expected.Except(actual.Select(d => d.Message)));
    }

    [Fact]
    public void Compare_TraceNamesThatAreSwapped_NamesBothFlags()
    {
        var tree = KernelTree.Require("7.3");
        var kernel = Kernel.Full("7.3", "x86_64");
        var broken = Broken(
            ("vma/advice.yaml", "trace: seqread", "trace: swapped"),
            ("vma/advice.yaml", "trace: randread", "trace: seqread"),
            ("vma/advice.yaml", "trace: swapped", "trace: randread"));

        var actual = HeaderComparison.Compare(kernel.Resolve(broken), HeaderEvaluator.Evaluate(tree, kernel.Request));

        Assert.Equal(["VM_SEQ_READ", "VM_RAND_READ"], actual.Select(d => d.Name));
    }

    /// <summary>The definitions with some text replaced; an edit that changes nothing is a mistake of the test.</summary>
    private static DefinitionModel Broken(params (string File, string From, string To)[] edits)
    {
        var files = Repository.DefinitionFiles();
        foreach (var (file, from, to) in edits)
        {
            var index = files.FindIndex(f => f.RelativePath == file);
            Assert.Contains(from, files[index].Text, StringComparison.Ordinal);
            files[index] = files[index] with { Text = files[index].Text.Replace(from, to, StringComparison.Ordinal) };
        }

        return Repository.Load(files);
    }
}
