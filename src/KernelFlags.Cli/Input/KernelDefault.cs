namespace KernelFlags.Cli.Input;

/// <summary>What a command takes of a kernel that the call does not name, in words for its help.</summary>
/// <param name="Kernel">The kernel where nothing is named.</param>
/// <param name="Version">The version where none is named.</param>
/// <param name="Arch">The architecture where none is named.</param>
/// <param name="Config">The options where nothing is said of them.</param>
internal sealed record KernelDefault(string Kernel, string Version, string Arch, string Config)
{
    private const string AllOptions = "all that the architecture can have";

    /// <summary>Of commands that need no kernel at hand.</summary>
    public static KernelDefault Described { get; } = new(DefaultKernel.Profile, "that of " + DefaultKernel.Profile, DefaultKernel.Arch, AllOptions);

    /// <summary>Of commands about a process.</summary>
    public static KernelDefault Running { get; } = new(
        "the running kernel",
        "that of the running kernel",
        "that of the running kernel",
        AllOptions + ", of the running kernel those that it was built with, where it tells");

    /// <summary>Of commands that replay what was recorded.</summary>
    public static KernelDefault Recorded { get; } = new(
        "the kernel that the trace's header tells of, with what its probes found; for --strace the running kernel",
        "that of the header",
        "that of the header",
        AllOptions + ", but for those that the header says are not set");

    /// <summary>Of commands that run an engine beside the running kernel.</summary>
    public static KernelDefault Beside { get; } = new(
        "the running kernel, with what its probes find",
        "that of the running kernel",
        "that of the running kernel",
        AllOptions + ", but for those that the running kernel is found to lack");

    /// <summary>Of commands that look at a kernel tree, or at the running kernel.</summary>
    public static KernelDefault Checked { get; } = new(
        "with --tree the version of the tree's Makefile on x86_64; with --running the running kernel",
        "that of the tree's Makefile, or of the running kernel",
        "x86_64, or that of the running kernel",
        AllOptions + ", with --running those that it was built with, where it tells");

    /// <summary>Of commands that hold sources against many kernels.</summary>
    public static KernelDefault Audited { get; } = new("every kernel that is described", "every version that is described", "every architecture", AllOptions);
}
