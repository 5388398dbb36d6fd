using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>What a difference in a flag means when two areas touch.</summary>
internal enum MergeRule
{
    /// <summary>The kernel has no such flag.</summary>
    NoFlag,

    /// <summary>They do not merge.</summary>
    Blocks,

    /// <summary>They merge, and the result has what the call says.</summary>
    Ignored,

    /// <summary>They merge, and the result has the flag.</summary>
    Sticky,

    /// <summary>An area with the flag never merges, whatever the other has.</summary>
    Special,
}

/// <summary>The engine's rules for one flag on one kernel.</summary>
/// <param name="Merge">What it means for merging.</param>
/// <param name="IsCopiedOnFork">Whether page tables of an area with it are copied on fork.</param>
/// <param name="IsAtomic">Whether it may be set with only a read lock held.</param>
internal sealed record Policy(MergeRule Merge, bool IsCopiedOnFork, bool IsAtomic)
{
    private const string VmaContract = "vma";
    private const string SpecialMask = "SPECIAL";

    /// <summary>Whether a table's flags have rules for VMAs at all.</summary>
    /// <returns>True for one with the contract of VMAs.</returns>
    public static bool IsFor(FlagTable table) => table.Settings.Contract == VmaContract;

    public static Policy None { get; } = new(MergeRule.NoFlag, false, false);

    /// <summary>The rules for a flag.</summary>
    /// <param name="table">The table, on one kernel.</param>
    /// <param name="flag">The flag; null when the kernel does not have it.</param>
    public static Policy Of(ResolvedTable table, ResolvedFlag? flag)
    {
        if (flag?.Bit is not { } bit)
        {
            return None;
        }

        bool Has(string trait) => flag.Traits.Contains(trait);
        var merge = IsSpecial(table, bit) ? MergeRule.Special
            : Has(Traits.Sticky) ? MergeRule.Sticky
            : Has(Traits.IgnoreMerge) ? MergeRule.Ignored
            : MergeRule.Blocks;
        return new Policy(merge, Has(Traits.CopyOnFork), Has(Traits.AtomicWritable));
    }

    private static bool IsSpecial(ResolvedTable table, int bit) =>
        table.Contract == VmaContract && table.Masks.Any(mask => mask.Name == SpecialMask && mask.Value.Has(bit));
}
