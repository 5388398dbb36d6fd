namespace KernelFlags.Headers;

/// <summary>
/// A kernel tree to which a flag is added, as a series of patches would: COLD_HINT, bit 44, with an option of its own, sticky. Each edit can
/// be left out or made wrongly.
/// </summary>
internal sealed class ColdHintTree : IDisposable
{
    public const string FlagHeader = "include/linux/mm.h";
    public const string TraceHeader = "include/trace/events/mmflags.h";
    public const string Smaps = "fs/proc/task_mmu.c";
    public const string Options = "mm/Kconfig";
    public const string Document = "Documentation/filesystems/proc.rst";
    public const string TestHeader = "tools/testing/vma/include/dup.h";

    /// <summary>What the definitions say of the flag.</summary>
    public const string Flag = """
        flags:
        - name: COLD_HINT
          bit: 44
          since: "7.3"
          when: 64BIT && COLD_HINT
          smaps: ch
          trace: {is: cold_hint, after: DROPPABLE}
          traits: [sticky]
          accept: {KF5002: "a hint to reclaim; page tables hold nothing of it"}
          summary: Expected to be cold; reclaim may take its pages first.
          cause: madvise with MADV_COLD_HINT

        """;

    private const string Version = "7.3";
    private const string StickyStart = "VMA_STICKY_FLAGS mk_vma_flags(";

    /// <summary>The parts of a tree that say something about flags.</summary>
    private static readonly string[] Parts =
    [
        "Makefile", FlagHeader, "include/linux/userfaultfd_k.h", "include/linux/pkeys.h", TraceHeader, Smaps, Options, "arch/Kconfig", "init/Kconfig",
        "fs/Kconfig", Document, TestHeader,
    ];

    private readonly ScratchFolder _folder = new();

    private ColdHintTree()
    {
    }

    /// <summary>The tree's folder.</summary>
    public string Path => _folder.Path;

    /// <summary>What the definitions say of the flag, the option and the set, as files of an overlay.</summary>
    public static IReadOnlyDictionary<string, string> Overlay { get; } = new Dictionary<string, string>
    {
        ["kernel.yaml"] = """
            options:
            - name: COLD_HINT
              when: 64BIT

            """,
        ["vma/cold-hint.yaml"] = Flag + """
            masks:
            - name: COLD_HINT_MASK
              names: [{is: VMA_COLD_HINT, since: "7.3"}]
              flags: [COLD_HINT]
              summary: COLD_HINT as a set; empty where the kernel lacks it.

            """,
    };

    /// <summary>Files, what stands there, and what takes its place.</summary>
    private static (string File, string From, string To)[] Edits =>
    [
        (FlagHeader, "\tDECLARE_VMA_BIT(UFFD_RWP, 43),\n", "\tDECLARE_VMA_BIT(UFFD_RWP, 43),\n\tDECLARE_VMA_BIT(COLD_HINT, 44),\n"),
        (FlagHeader, "\n/* Bits set in the VMA until ", """
            #ifdef CONFIG_COLD_HINT
            #define VM_COLD_HINT		INIT_VM_FLAG(COLD_HINT)
            #define VMA_COLD_HINT		mk_vma_flags(VMA_COLD_HINT_BIT)
            #else
            #define VM_COLD_HINT		VM_NONE
            #define VMA_COLD_HINT		EMPTY_VMA_FLAGS
            #endif

            /* Bits set in the VMA until 
            """),
        .. Sticky(FlagHeader),
        (TraceHeader, "#define __def_vmaflag_names", """
            #ifdef CONFIG_COLD_HINT
            # define IF_HAVE_VM_COLD_HINT(flag, name) {flag, name},
            #else
            # define IF_HAVE_VM_COLD_HINT(flag, name)
            #endif

            #define __def_vmaflag_names
            """),
        (TraceHeader, "IF_HAVE_VM_DROPPABLE(VM_DROPPABLE,\t\"droppable\"\t)\t\t\\\n",
            "IF_HAVE_VM_DROPPABLE(VM_DROPPABLE,\t\"droppable\"\t)\t\t\\\nIF_HAVE_VM_COLD_HINT(VM_COLD_HINT,\t\"cold_hint\"\t)\t\t\\\n"),
        (Smaps, "\t\t[ilog2(VM_SEALED)] = \"sl\",\n#endif\n",
            "\t\t[ilog2(VM_SEALED)] = \"sl\",\n#endif\n#ifdef CONFIG_COLD_HINT\n\t\t[ilog2(VM_COLD_HINT)] = \"ch\",\n#endif\n"),
        (Document, "    gu    maybe contains guard regions", "    ch    expected to be cold\n    gu    maybe contains guard regions"),
        (TestHeader, "\tDECLARE_VMA_BIT(SEALED, 42),\n", "\tDECLARE_VMA_BIT(SEALED, 42),\n\tDECLARE_VMA_BIT(COLD_HINT, 44),\n"),
        (TestHeader, "\n/* Bits set in the VMA until ", """
            #ifdef CONFIG_COLD_HINT
            #define VM_COLD_HINT		INIT_VM_FLAG(COLD_HINT)
            #define VMA_COLD_HINT		mk_vma_flags(VMA_COLD_HINT_BIT)
            #else
            #define VM_COLD_HINT		VM_NONE
            #define VMA_COLD_HINT		EMPTY_VMA_FLAGS
            #endif

            /* Bits set in the VMA until 
            """),
        .. Sticky(TestHeader),
        (Options, "menuconfig USERFAULTFD\n", """
            config COLD_HINT
            	bool "Let programs say that memory is expected to be cold"
            	depends on 64BIT
            	help
            	  Lets madvise() mark ranges whose pages reclaim may take first.

            menuconfig USERFAULTFD

            """),
    ];

    /// <summary>A copy of those parts of the tree that say something about flags, as they are.</summary>
    public static ColdHintTree Copy()
    {
        var from = KernelTree.Require(Version);
        var tree = new ColdHintTree();
        var perArch = Directory.EnumerateDirectories(System.IO.Path.Combine(from, "arch"))
            .SelectMany(arch => Headers(System.IO.Path.Combine(arch, "include/asm"), "*.h").Concat(Headers(arch, "Kconfig*")).Concat(Headers(System.IO.Path.Combine(arch, "platforms"), "Kconfig*")));
        foreach (var part in Parts.Concat(perArch.Select(path => System.IO.Path.GetRelativePath(from, path))))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.Combine(tree.Path, part))!);
            File.Copy(System.IO.Path.Combine(from, part), System.IO.Path.Combine(tree.Path, part));
        }

        return tree;
    }

    /// <summary>A copy with the flag in all its places.</summary>
    public static ColdHintTree Changed()
    {
        var tree = Copy();
        tree.AddFlag();
        return tree;
    }

    /// <summary>Makes every edit of the series.</summary>
    public void AddFlag() => AddFlag(Path);

    /// <summary>Makes every edit of the series in a tree that has these files.</summary>
    public static void AddFlag(string tree)
    {
        foreach (var (file, from, to) in Edits)
        {
            Edit(tree, file, from, to);
        }
    }

    /// <summary>Replaces a text, which must be there.</summary>
    public void Edit(string file, string from, string to) => Edit(Path, file, from, to);

    /// <summary>Writes the overlay into a folder.</summary>
    public static void WriteOverlay(string folder)
    {
        foreach (var (file, text) in Overlay)
        {
            var path = System.IO.Path.Combine(folder, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Both branches of the sticky mask, with the set that is empty without the option.</summary>
    private static (string File, string From, string To)[] Sticky(string file) =>
    [
        (file, StickyStart + "VMA_SOFTDIRTY_BIT, VMA_MAYBE_GUARD_BIT)\n",
            "VMA_STICKY_FLAGS append_vma_flags(VMA_COLD_HINT, VMA_SOFTDIRTY_BIT, \\\n\t\t\t\t\t  VMA_MAYBE_GUARD_BIT)\n"),
        (file, StickyStart + "VMA_MAYBE_GUARD_BIT)\n", "VMA_STICKY_FLAGS append_vma_flags(VMA_COLD_HINT, VMA_MAYBE_GUARD_BIT)\n"),
    ];

    private static void Edit(string tree, string file, string from, string to)
    {
        var path = System.IO.Path.Combine(tree, file);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Headers(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern) : [];
}
