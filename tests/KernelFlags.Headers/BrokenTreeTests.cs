namespace KernelFlags.Headers;

/// <summary>Whatever changes in a tree is found, also what the definitions do not know; an unusable tree is told in one line.</summary>
public sealed class BrokenTreeTests
{
    private const string FlagHeader = "include/linux/mm.h";
    private const string TraceHeader = "include/trace/events/mmflags.h";
    private const string Smaps = "fs/proc/task_mmu.c";

    private static readonly string[] Parts = [FlagHeader, "include/linux/userfaultfd_k.h", "include/linux/pkeys.h", TraceHeader, Smaps];

    /// <summary>A version, edits (a file, what stands there, what replaces it), and the lines that must be reported.</summary>
    public static TheoryData<string, string[], string[]> Edits => new()
    {
        {
            "7.3", [FlagHeader, "DECLARE_VMA_BIT(IO, 14)", "DECLARE_VMA_BIT(IO, 50)"],
            ["VM_IO: bit 50 in the tree, bit 14 in the definitions", "VMA_IO_BIT: 50 in the tree, 14 in the definitions"]
        },
        {
            "7.3",
            [
                FlagHeader, "DECLARE_VMA_BIT(SEALED, 42),", "DECLARE_VMA_BIT(SEALED, 42), DECLARE_VMA_BIT(NOVEL, 51),",
                FlagHeader, "#define VM_READ\t", "#define VM_NOVEL INIT_VM_FLAG(NOVEL)\n#define VM_READ\t",
                TraceHeader, "{VM_READ,", "{VM_NOVEL, \"novel\" }, {VM_READ,",
                Smaps, "[ilog2(VM_READ)]", "[ilog2(VM_NOVEL)] = \"nv\", [ilog2(VM_READ)]",
            ],
            [
                "VM_NOVEL: bit 51 in the tree, not defined by the definitions",
                "VMA_NOVEL_BIT: 51 in the tree, not enumerated in the definitions",
                "VM_NOVEL (bit 51): smaps prints \"nv\" in the tree, \"??\" in the definitions",
                "VM_NOVEL: the trace table has \"novel\" for 0x8000000000000 in the tree, no entry in the definitions",
            ]
        },
        { "7.2", [Smaps, "\"gu\"", "\"gg\""], ["VM_MAYBE_GUARD (bit 11): smaps prints \"gg\" in the tree, \"gu\" in the definitions"] },
        {
            "6.12", [FlagHeader, "#define VM_LOCKED_MASK\t(VM_LOCKED", "#define VM_LOCKED_MASK\t(VM_HUGETLB | VM_LOCKED"],
            ["VM_LOCKED_MASK: the definitions have VM_HUGETLB too few"]
        },
        {
            "6.1", [FlagHeader, "#define VM_SYNC", "#define VM_UNHEARD\t0x00000800\n#define VM_SYNC"],
            ["VM_UNHEARD: bit 11 in the tree, not defined by the definitions"]
        },
        {
            "6.1", [FlagHeader, "#define VM_FLAGS_CLEAR\t", "#define VM_LATE 0x800\n#define VM_FLAGS_CLEAR\t"],
            ["VM_LATE: bit 11 in the tree, not defined by the definitions"]
        },
        {
            "7.3", [FlagHeader, "#define VM_COPY_ON_FORK (VM_PFNMAP | ", "#define VM_COPY_ON_FORK (VM_SEALED | "],
            ["VM_COPY_ON_FORK: the definitions have VM_PFNMAP too many and VM_SEALED too few"]
        },
        {
            "6.12", [TraceHeader, "\"seqread\"", "\"sequential\""],
            ["VM_SEQ_READ: the trace table has \"sequential\" for 0x8000 in the tree, \"seqread\" for 0x8000 in the definitions"]
        },
    };

    /// <summary>An edit that leaves no usable tree, and what is said of it.</summary>
    public static TheoryData<string, string?, string> Unusable => new()
    {
        { FlagHeader, null, "no include/linux/mm.h; this is not a kernel tree, or not a whole one" },
        { FlagHeader, "/* nothing */", "include/linux/mm.h: no #define VM_NONE" },
        { Smaps, "", "fs/proc/task_mmu.c: no mnemonics[BITS_PER_LONG]" },
        { TraceHeader, "#define show_vma_flags(flags)", "include/trace/events/mmflags.h: no __def_vmaflag_names" },
        { FlagHeader, "#define VM_NONE 0\n#define VM_READ oops(\n", "its definitions can't be evaluated with these options: gcc: " },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Compare_TreeThatDiffers_NamesEachDifference(string version, string[] edits, string[] expected)
    {
        using var tree = Copy(version);
        foreach (var edit in edits.Chunk(3))
        {
            var path = Path.Combine(tree.Path, edit[0]);
            var text = File.ReadAllText(path);
            Assert.Contains(edit[1], text, StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace(edit[1], edit[2], StringComparison.Ordinal));
        }

        var kernel = Kernel.Full(version, "x86_64");
        var actual = HeaderComparison.Compare(kernel.Resolve(Repository.Model), HeaderEvaluator.Evaluate(tree.Path, kernel.Request));

        Assert.Equal([], expected.Except(actual.Select(d => d.Message)));
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Evaluate_TreeThatLacksAPart_SaysSoInOneLine(string file, string? text, string expected)
    {
        using var tree = Copy("7.2");
        File.Delete(Path.Combine(tree.Path, file));
        if (text is not null)
        {
            File.WriteAllText(Path.Combine(tree.Path, file), text);
        }

        var request = new HeaderRequest("x86_64", ["64BIT", "MMU"]);
        var exception = Assert.Throws<HeaderException>(() => HeaderEvaluator.Evaluate(tree.Path, request));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    /// <summary>A copy of the parts of a tree that define flags on x86.</summary>
    private static ScratchFolder Copy(string version)
    {
        var tree = KernelTree.Require(version);
        var copy = new ScratchFolder();
        var asm = Directory.EnumerateFiles(Path.Combine(tree, "arch/x86/include/asm"), "*.h").Select(f => Path.GetRelativePath(tree, f));
        foreach (var part in Parts.Concat(asm))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy.Path, part))!);
            File.Copy(Path.Combine(tree, part), Path.Combine(copy.Path, part));
        }

        return copy;
    }
}
