namespace KernelFlags.Cli.Tests.Audit;

/// <summary>A kernel tree with three flags, all of them in every place that is kept by hand.</summary>
internal static class SmallTree
{
    public const string Header = "include/linux/mm.h";
    public const string Smaps = "fs/proc/task_mmu.c";
    public const string Trace = "include/trace/events/mmflags.h";
    public const string Document = "Documentation/filesystems/proc.rst";
    public const string Copy = "tools/testing/vma/include/dup.h";
    public const string Selftest = "tools/testing/selftests/mm/doors.c";

    private const string Flags = """
        #define VM_NONE 0
        enum {
        	DECLARE_VMA_BIT(OPEN, 0),
        	DECLARE_VMA_BIT(SHUT, 1),
        	DECLARE_VMA_BIT(BELL, 2),
        };
        #define VM_OPEN INIT_VM_FLAG(OPEN)
        #define VM_SHUT INIT_VM_FLAG(SHUT)
        #ifdef CONFIG_BELL
        #define VM_BELL INIT_VM_FLAG(BELL)
        #else
        #define VM_BELL VM_NONE
        #endif
        #define VM_KEPT (VM_OPEN | VM_BELL)

        """;

    /// <summary>Writes the tree into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The tree's name in it.</param>
    public static ScratchFolder With(ScratchFolder folder, string name) => folder
        .With($"{name}/{Header}", Flags + "struct door;\n")
        .With($"{name}/{Copy}", Flags)
        .With($"{name}/{Smaps}", """
            static const char mnemonics[BITS_PER_LONG][2] = {
            	[0 ... (BITS_PER_LONG - 1)] = "??",
            	[ilog2(VM_OPEN)] = "op",
            	[ilog2(VM_SHUT)] = "st",
            #ifdef CONFIG_BELL
            	[ilog2(VM_BELL)] = "be",
            #endif
            };

            """)
        .With($"{name}/{Trace}", """
            #ifdef CONFIG_BELL
            #define IF_HAVE_VM_BELL(flag, name) {flag, name},
            #else
            #define IF_HAVE_VM_BELL(flag, name)
            #endif

            #define __def_vmaflag_names \
            	{VM_OPEN, "open"}, \
            IF_HAVE_VM_BELL(VM_BELL, "bell") \
            	{VM_SHUT, "shut"}

            """)
        .With($"{name}/{Document}", """
            "VmFlags" field says more:

                ==    ==========
                op    open
                st    shut
                be    has a bell
                ==    ==========

            """)
        .With($"{name}/{Selftest}", "bool open(char *addr)\n{\n\treturn check_vmflag(addr, \"op\");\n}\n");
}
