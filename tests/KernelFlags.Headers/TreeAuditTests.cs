using KernelFlags.Live.Audit.Copies;

namespace KernelFlags.Headers;

/// <summary>Kernel trees, compared with themselves: what is found in four of them, and each place that a series may forget.</summary>
public sealed class TreeAuditTests
{
    private const string Header = ColdHintTree.FlagHeader;
    private const string Copy = ColdHintTree.TestHeader;
    private const string Sticky = "VMA_STICKY_FLAGS append_vma_flags(VMA_COLD_HINT, ";
    private const string Enumerator = "\tDECLARE_VMA_BIT(COLD_HINT, 44),\n";
    private const string WordForm = "#define VM_COLD_HINT\t\tINIT_VM_FLAG(COLD_HINT)\n";
    private const string EmptyWord = "#define VM_COLD_HINT\t\tVM_NONE\n";
    private const string SetForm = "#define VMA_COLD_HINT\t\tmk_vma_flags(VMA_COLD_HINT_BIT)\n";
    private const string EmptySet = "#define VMA_COLD_HINT\t\tEMPTY_VMA_FLAGS\n";

    /// <summary>All that is found in each tree; every line of it was looked up there.</summary>
    public static TheoryData<string, string[]> Known => new()
    {
        {
            "6.1",
            [
                "Documentation/filesystems/proc.rst dw KF6102",
                "Documentation/filesystems/proc.rst UFFD_MINOR KF6101",
                "fs/proc/task_mmu.c LOCKONFAULT KF6101",
            ]
        },
        {
            "6.12",
            [
                "Documentation/filesystems/proc.rst dw KF6102",
                "Documentation/filesystems/proc.rst LOCKONFAULT KF6101",
                "Documentation/filesystems/proc.rst UFFD_MINOR KF6101",
                "Documentation/filesystems/proc.rst DROPPABLE KF6101",
            ]
        },
        {
            "7.2",
            [
                $"{Copy} DROPPABLE KF6103",
                $"{Copy} SHADOW_STACK KF6103",
                $"{Copy} STACK_EARLY KF6103",
                $"{Copy} SHADOW_STACK KF6103",
                $"{Copy} SHADOW_STACK KF6103",
            ]
        },
        {
            "7.3",
            [
                $"{Copy} DROPPABLE KF6103",
                $"{Copy} UFFD_RWP KF6101",
                $"{Copy} SHADOW_STACK KF6103",
                $"{Copy} SHADOW_STACK KF6103",
                $"{Copy} SHADOW_STACK KF6103",
                $"{Copy} UFFD_RWP KF6101",
                $"{Copy} UFFD_RWP KF6103",
            ]
        },
    };

    /// <summary>Each place of the example, as it is when it is forgotten, and where that is told.</summary>
    public static TheoryData<string, string, string, string, string> Forgotten => new()
    {
        { Header, Enumerator, "", Header, "VM_COLD_HINT is made of COLD_HINT, which is not enumerated" },
        { Header, WordForm, "", Header, "COLD_HINT is enumerated as bit 44 and has no word VM_COLD_HINT" },
        { Header, SetForm, "", Header, "VMA_STICKY_FLAGS is made of VMA_COLD_HINT, which is not defined with" },
        { Header, EmptySet, "", Header, "VMA_STICKY_FLAGS is made of VMA_COLD_HINT, which is not defined without" },
        { Header, Sticky + "VMA_MAYBE_GUARD_BIT)", "VMA_STICKY_FLAGS mk_vma_flags(VMA_MAYBE_GUARD_BIT)", Header, "VMA_STICKY_FLAGS lacks COLD_HINT in this branch" },
        { Header, Sticky + "VMA_SOFTDIRTY_BIT, \\\n\t\t\t\t\t  VMA_MAYBE_GUARD_BIT)", "VMA_STICKY_FLAGS mk_vma_flags(VMA_SOFTDIRTY_BIT, VMA_MAYBE_GUARD_BIT)", Header, "VMA_STICKY_FLAGS lacks COLD_HINT in this branch" },
        { Header, "COLD_HINT, 44", "COLD_HINT, 43", Header, "COLD_HINT is bit 43, which is UFFD_RWP" },
        { ColdHintTree.Smaps, "\t\t[ilog2(VM_COLD_HINT)] = \"ch\",\n", "", ColdHintTree.Smaps, "VM_COLD_HINT has no row, and smaps prints \"??\"" },
        { ColdHintTree.Smaps, "\"ch\"", "\"gu\"", ColdHintTree.Smaps, "\"gu\" stands for" },
        { ColdHintTree.TraceHeader, "IF_HAVE_VM_COLD_HINT(VM_COLD_HINT,\t\"cold_hint\"\t)\t\t\\\n", "", ColdHintTree.TraceHeader, "VM_COLD_HINT has no name in traces" },
        { ColdHintTree.TraceHeader, "# define IF_HAVE_VM_COLD_HINT(flag, name)\n", "", ColdHintTree.TraceHeader, "IF_HAVE_VM_COLD_HINT, which is not defined without" },
        { ColdHintTree.Document, "    ch    expected to be cold\n", "", ColdHintTree.Document, "\"ch\" is not explained" },
        { Copy, Enumerator, "", Copy, "COLD_HINT is not enumerated" },
        { Copy, WordForm, "", Copy, "VM_COLD_HINT is not defined with" },
        { Copy, EmptyWord, "", Copy, "VM_COLD_HINT is not defined without" },
        { Copy, SetForm, "", Copy, "which is not defined with" },
        { Copy, EmptySet, "", Copy, "which is not defined without" },
        { Copy, Sticky + "VMA_MAYBE_GUARD_BIT)", "VMA_STICKY_FLAGS mk_vma_flags(VMA_MAYBE_GUARD_BIT)", Copy, "VMA_STICKY_FLAGS lacks COLD_HINT" },
        { Copy, Sticky + "VMA_SOFTDIRTY_BIT, \\\n\t\t\t\t\t  VMA_MAYBE_GUARD_BIT)", "VMA_STICKY_FLAGS mk_vma_flags(VMA_SOFTDIRTY_BIT, VMA_MAYBE_GUARD_BIT)", Copy, "VMA_STICKY_FLAGS lacks COLD_HINT" },
        { Copy, "#ifdef CONFIG_COLD_HINT\n", "#ifdef CONFIG_COLDHINT\n", Copy, "VM_COLD_HINT is no bit with COLD_HINT" },
        { ColdHintTree.Options, "config COLD_HINT\n", "config COLD_HINTS\n", Header, "flags depend on CONFIG_COLD_HINT, which no Kconfig of the tree has" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void FetchedTree_HasTheseFindingsAndNoOthers(string version, string[] expected) => Assert.Equal(
        expected, TreeAudit.Of(KernelTree.Require(version), before: null, withRust: false).Select(found => $"{found.Path} {found.Finding.Name} {found.Finding.Rule.Id}"));

    [Fact]
    public void Mask_ThatLacksAFlag_IsToldByName() => Assert.Contains(
        TreeAudit.Of(KernelTree.Require("7.3"), before: null, withRust: false),
        found => found.Path == Copy && found.Finding.Message == "VM_COPY_ON_FORK lacks UFFD_RWP; include/linux/mm.h has it there");

    [Fact]
    public void Baseline_LeavesWhatASeriesAdds() => Assert.Equal(
        ["UFFD_RWP", "UFFD_RWP", "UFFD_RWP"],
        TreeAudit.Of(KernelTree.Require("7.3"), KernelTree.Require("7.2"), withRust: false).Select(found => found.Finding.Name));

    [Fact]
    public void Rust_IsAskedOnRequest()
    {
        var tree = KernelTree.Require("7.3");
        var added = TreeAudit.Of(tree, before: null, withRust: true).Except(TreeAudit.Of(tree, before: null, withRust: false)).ToList();
        Assert.All(added, found => Assert.Equal("rust/kernel/mm/virt.rs", found.Path));
        Assert.Contains(added, found => found.Finding.Name == "MAYBE_GUARD");
        Assert.DoesNotContain(added, found => found.Finding.Name is "READ" or "ARCH_1" or "HIGH_ARCH_0");
    }

    [Fact]
    public void FlagInAllItsPlaces_IsNoFinding()
    {
        using var tree = ColdHintTree.Changed();
        Assert.Empty(TreeAudit.Of(tree.Path, KernelTree.Require("7.3"), withRust: false));
    }

    [Theory]
    [MemberData(nameof(Forgotten))]
    public void PlaceThatASeriesForgets_IsTold(string file, string from, string to, string where, string message)
    {
        using var tree = ColdHintTree.Changed();
        tree.Edit(file, from, to);
        var findings = TreeAudit.Of(tree.Path, KernelTree.Require("7.3"), withRust: false);
        Assert.Contains(findings, found => found.Path == where && found.Finding.Message.Contains(message, StringComparison.Ordinal));
    }
}
