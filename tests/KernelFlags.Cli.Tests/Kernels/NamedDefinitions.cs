namespace KernelFlags.Cli.Tests.Kernels;

/// <summary>Definitions whose MAYBE_GUARD depends on all that a call can name, and what shows it: a trace, a log, saved smaps.</summary>
internal static class NamedDefinitions
{
    /// <summary>Sticky, and shown, on x86_64 with KSM alone.</summary>
    public const string Dependent = "definitions";

    /// <summary>Nowhere sticky, and nowhere shown.</summary>
    public const string Changed = "changed";

    /// <summary>The same as an overlay.</summary>
    public const string Overlay = "overlay";

    /// <summary>A guard, and memory beside it that merges by the flag being sticky; recorded on Linux 6.18.44.</summary>
    public static string Trace { get; } = Path.Combine(Repository.Root, "tests", "KernelFlags.Cli.Tests", "Kernels", "sticky-merge.jsonl");

    /// <summary>What is changed in <c>vma/guard.yaml</c> where the flag depends on nothing.</summary>
    public const string Traits = "traits: [sticky, atomic-writable, copy-on-fork]";

    private const string Guard = "vma/guard.yaml";
    private const string Condition = "when: {arch: [x86_64], if: KSM}";

    public static ScratchFolder Create()
    {
        var folder = new ScratchFolder().WithDefinitions(Dependent).WithDefinitions(Changed);
        folder.Edit($"{Dependent}/{Guard}", Traits, $"traits: [{{is: sticky, {Condition}}}, atomic-writable, copy-on-fork]");
        folder.Edit($"{Dependent}/{Guard}", "smaps: gu", $"smaps: [{{is: gu, {Condition}}}]");
        folder.Edit($"{Changed}/{Guard}", Traits, "traits: [atomic-writable, copy-on-fork]");
        folder.Edit($"{Changed}/{Guard}", "smaps: gu", "smaps: gx");
        return folder.With($"{Overlay}/{Guard}", folder.Read($"{Changed}/{Guard}"))
            .With("without-ksm.config", "CONFIG_USERFAULTFD=y\n")
            .WithDefinitions("other").With("all.smaps", Smaps()).With("guard.log", Log);
    }

    /// <summary>A guard, and memory beside it, as strace tells of them.</summary>
    private const string Log = """
        execve("./p", ["./p"], 0x7ffd5b2f3a10 /* 1 var */) = 0
        mmap(0x100000000000, 16384, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = 0x100000000000
        madvise(0x100000000000, 4096, 0x66 /* MADV_??? */) = 0
        mmap(0x100000004000, 16384, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = 0x100000004000

        """;

    private static string Smaps()
    {
        static string Vma(string range, string flags) => $"{range} rw-p 00000000 00:00 0 \nSize: 16 kB\nRss: 0 kB\nVmFlags: {flags} \n";
        return Vma("100000000000-100000004000", "rd wr mr mw me gu ac") + Vma("100000004000-100000008000", "rd wr mr mw me ac");
    }
}
