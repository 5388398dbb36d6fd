namespace KernelFlags.Definitions.Model;

/// <summary>The traits of the language. The engine's merge, fork and locking rules follow from them.</summary>
public static class Traits
{
    /// <summary>A merged VMA has the flag when one of those that were merged had it. Implies <see cref="IgnoreMerge"/>.</summary>
    public const string Sticky = "sticky";

    /// <summary>A difference in the flag does not keep two VMAs from merging.</summary>
    public const string IgnoreMerge = "ignore-merge";

    /// <summary>The flag may be set with only a read lock held.</summary>
    public const string AtomicWritable = "atomic-writable";

    /// <summary>The page tables of a VMA with the flag are copied on fork.</summary>
    public const string CopyOnFork = "copy-on-fork";

    /// <summary>All of them.</summary>
    public static EquatableArray<string> All { get; } =
        EquatableArray.Of(Sticky, IgnoreMerge, AtomicWritable, CopyOnFork);
}
