using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Audit.Kernels;

/// <summary>
/// A flag that no kernel has any more since before the oldest that is described. Sources outlive kernels: a table that was copied from an
/// old header still has it.
/// </summary>
/// <param name="Name">The name without its prefix.</param>
/// <param name="Mnemonic">What smaps printed for it; null where it printed nothing.</param>
/// <param name="Until">The first version without it.</param>
internal sealed record FormerFlag(string Name, string? Mnemonic, KernelVersion Until)
{
    /// <summary>Facts of include/linux/mm.h and fs/proc/task_mmu.c in the releases before.</summary>
    public static IReadOnlyList<FormerFlag> All { get; } =
    [
        new("ALWAYSDUMP", null, new(3, 4)),
        new("NODUMP", null, new(3, 7)),
        new("EXECUTABLE", null, new(3, 7)),
        new("RESERVED", null, new(3, 7)),
        new("INSERTPAGE", null, new(3, 7)),
        new("CAN_NONLINEAR", null, new(3, 7)),
        new("PFN_AT_MMAP", null, new(3, 7)),
        new("NONLINEAR", "nl", new(4, 0)),
        new("MPX", "mp", new(5, 6)),
        new("DENYWRITE", "dw", new(5, 15)),
    ];
}
