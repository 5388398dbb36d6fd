using KernelFlags.Live.Trees.Patching;

namespace KernelFlags.Headers.Patching;

/// <summary>Definitions that change: the tree follows, and with the definitions as they were it is again as it was.</summary>
public sealed class ChangedFlagTests
{
    /// <summary>A version, a file of the definitions, what stands there, what takes its place, and the files of the tree that change.</summary>
    public static TheoryData<string, string, string, string, string[]> Changes => new()
    {
        { "7.3", "vma/userfaultfd.yaml", "bit: 43", "bit: 46", ["include/linux/mm.h", "tools/testing/vma/include/dup.h"] },
        { "6.12", "vma/backing.yaml", "bit: 39", "bit: 50", ["include/linux/mm.h"] },
        { "7.2", "vma/guard.yaml", "smaps: gu", "smaps: gq", ["Documentation/filesystems/proc.rst", "fs/proc/task_mmu.c"] },
        { "6.1", "vma/accounting.yaml", "smaps: sd", "smaps: sq", ["Documentation/filesystems/proc.rst", "fs/proc/task_mmu.c"] },
        { "7.3", "vma/guard.yaml", "trace: maybe_guard", "trace: guarded", ["include/trace/events/mmflags.h"] },
        { "7.2", "vma/userfaultfd.yaml", "after: UFFD_MISSING", "after: HUGETLB", ["include/trace/events/mmflags.h"] },
        { "6.12", "vma/advice.yaml", "trace: mergeable", "trace: {is: mergeable, after: READ}", ["include/trace/events/mmflags.h"] },
        {
            "7.3", "vma/guard.yaml", "[sticky, atomic-writable, copy-on-fork]", "[sticky]",
            ["include/linux/mm.h", "tools/testing/vma/include/dup.h"]
        },
        { "7.2", "vma/masks.yaml", "[IO, PFNMAP, DONTEXPAND, DONTDUMP]", "[IO, PFNMAP, DONTEXPAND, DONTDUMP, LOCKED]", ["include/linux/mm.h", "tools/testing/vma/include/dup.h"] },
        { "6.1", "vma/masks.yaml", "flags: [SPECIAL, HUGETLB]", "flags: [SPECIAL, HUGETLB, LOCKED]", ["include/linux/mm.h"] },
        { "7.3", "vma/backing.yaml", "since: \"6.9\"\n  when: 64BIT", "since: \"6.9\"\n  when: ARM64", ["include/linux/mm.h", "tools/testing/vma/include/dup.h"] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_ChangedDefinitions_TreeFollowsAndComesBack(string version, string file, string from, string to, string[] paths)
    {
        using var tree = TreeOnDesk.Of(version);
        tree.Apply(tree.Patch(Repository.Model).Changes);
        var model = Changed((file, from, to));

        var patch = tree.Patch(model).Changes;
        tree.Apply(patch);

        Assert.Equal(paths, patch.Select(c => c.Path));
        Assert.Equal([], tree.Differences(model, "MMU", "MEM_SOFT_DIRTY"));
        Assert.Equal([], tree.Patch(model).Changes);
        tree.Apply(tree.Patch(Repository.Model).Changes);
        Assert.Equal([], tree.Differences(Repository.Model, "MMU", "MEM_SOFT_DIRTY"));
    }

    /// <summary>What comes back is what went, but for the words of the document, which nobody kept.</summary>
    [Fact]
    public void Of_FlagTakenOutAndPutBack_GivesTheTreeAgain()
    {
        using var tree = TreeOnDesk.Of("7.3");
        tree.Apply(tree.Patch(Repository.Model).Changes);
        var flag = File.ReadAllText(Path.Combine(Repository.Definitions, "vma/userfaultfd.yaml"));
        var mask = File.ReadAllText(Path.Combine(Repository.Definitions, "vma/masks.yaml"));
        var without = Changed(
            ("vma/userfaultfd.yaml", flag[flag.IndexOf("- name: UFFD_RWP", StringComparison.Ordinal)..], ""),
            ("vma/masks.yaml", ", UFFD_RWP]", "]"),
            ("vma/masks.yaml", mask[mask.IndexOf("- name: UFFD_RWP_MASK", StringComparison.Ordinal)..mask.IndexOf("- name: DROPPABLE_MASK", StringComparison.Ordinal)], ""));

        var gone = tree.Patch(without);
        tree.Apply(gone.Changes);
        var back = tree.Patch(Repository.Model).Changes;

        Assert.Equal(6, gone.Changes.Count);
        Assert.Contains(gone.Notes, n => n.StartsWith("VM_UFFD_RWP: ", StringComparison.Ordinal));
        Assert.All(gone.Changes, c => Assert.DoesNotContain("\"uffd_rwp\"", c.New, StringComparison.Ordinal));
        Assert.Equal(gone.Changes.Select(c => (c.Path, c.New)), back.Select(c => (c.Path, c.Old)));
        Assert.Equal(["Documentation/filesystems/proc.rst"], gone.Changes.Zip(back).Where(c => c.First.Old != c.Second.New).Select(c => c.First.Path));
        Assert.Single(back[0].New.Split('\n').Except(gone.Changes[0].Old.Split('\n')));
    }

    [Theory]
    [InlineData("fs/proc/task_mmu.c", "mnemonics[BITS_PER_LONG]", "names[BITS_PER_LONG]", "fs/proc/task_mmu.c: no mnemonics[BITS_PER_LONG]")]
    [InlineData("include/trace/events/mmflags.h", "define __def_vmaflag_names", "define __flag_names", "include/trace/events/mmflags.h: no __def_vmaflag_names")]
    [InlineData("include/linux/mm.h", "#define VM_ATOMIC_SET_ALLOWED VM_MAYBE_GUARD", "#define VM_ATOMIC_SET_ALLOWED guess(VM_IO)", "VM_ATOMIC_SET_ALLOWED is 'guess(VM_IO)'")]
    [InlineData("include/linux/mm.h", "VMA_STICKY_FLAGS", "VMA_GLUE_FLAGS", "VMA_STICKY_FLAGS")]
    [InlineData("include/linux/mm.h", "\n", "\r\n", "include/linux/mm.h has lines that end in CR LF")]
    public void Of_PlaceThatIsNoneAnyMore_IsRefusedByName(string path, string from, string to, string expected)
    {
        using var tree = TreeOnDesk.Of("7.3");
        tree.Write(path, tree.Read(path).Replace(from, to, StringComparison.Ordinal));

        var exception = Assert.ThrowsAny<Exception>(() => tree.Patch(Repository.Model));

        Assert.True(exception is TreePatchException or HeaderException, exception.ToString());
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Of_TestsThatNothingCanBeAddedTo_SaysThatStickinessIsNotTested()
    {
        using var tree = TreeOnDesk.Of("7.3");
        tree.Write("tools/testing/vma/tests/merge.c", tree.Read("tools/testing/vma/tests/merge.c").Replace("\tTEST(", "\tRUN(", StringComparison.Ordinal));

        var patch = tree.Patch(Changed(("vma/advice.yaml", "  cause: madvise with MADV_SEQUENTIAL", "  traits: [sticky]\n  accept: {KF5002: a test}\n  cause: madvise with MADV_SEQUENTIAL")));

        Assert.Contains(patch.Notes, n => n.StartsWith("tools/testing/vma/tests/merge.c is not in the tree, or of a form", StringComparison.Ordinal));
        Assert.DoesNotContain(patch.Changes, c => c.Path.EndsWith("merge.c", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  flags: [PKEY_BIT0, PKEY_BIT1, PKEY_BIT2, PKEY_BIT3, PKEY_BIT4]", "  flags: [PKEY_BIT0, PKEY_BIT1, PKEY_BIT2, PKEY_BIT3]", "ARCH_VM_PKEY_FLAGS: it is defined in other headers")]
    [InlineData("masks:\n", "masks:\n- name: NOVEL\n  names: [VM_NOVEL_FLAGS]\n  flags: [READ, WRITE]\n  summary: New.\n\n", "VM_NOVEL_FLAGS: a mask that the tree lacks")]
    public void Of_MaskWithoutAPlaceHere_IsRefusedByName(string from, string to, string expected)
    {
        using var tree = TreeOnDesk.Of("7.3");

        var exception = Assert.Throws<TreePatchException>(() => tree.Patch(Changed(("vma/masks.yaml", from, to))));

        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    private static DefinitionModel Changed(params (string File, string From, string To)[] edits) => Repository.Load(Repository.DefinitionFiles().Select(file =>
        edits.Where(e => e.File == file.RelativePath).Aggregate(file, (changed, e) =>
        {
            Assert.Contains(e.From, changed.Text, StringComparison.Ordinal);
            return changed with { Text = changed.Text.Replace(e.From, e.To, StringComparison.Ordinal) };
        })));
}
