namespace KernelFlags;

/// <summary>What a definition says of one flag, on the kernel that the flag type was generated for.</summary>
/// <param name="Name">The C name: <c>VM_MAYBE_GUARD</c>.</param>
/// <param name="Bit">The bit's number in the word; null where the kernel defines the name as 0.</param>
/// <param name="Mnemonic">What <c>VmFlags</c> in <c>/proc/PID/smaps</c> prints (proc_pid_smaps(5)): two letters, empty where the kernel
/// hides the flag; null where it has no mnemonic and <c>??</c> is printed.</param>
/// <param name="TraceName">The name in the kernel's trace events; null where it has none.</param>
/// <param name="AliasOf">The C name of the flag whose bit it shares; null where the bit is its own.</param>
/// <param name="Traits">What the flag's definition says about merging, fork and locking.</param>
/// <param name="Summary">The meaning, one sentence.</param>
public readonly record struct FlagInfo(
    string Name, int? Bit, string? Mnemonic, string? TraceName, string? AliasOf, FlagTraits Traits, string Summary);

/// <summary>The traits of a flag.</summary>
[Flags]
public enum FlagTraits
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A merged area has the flag when one of those that were merged had it.</summary>
    Sticky = 1,

    /// <summary>A difference in the flag does not keep two areas from merging.</summary>
    IgnoreMerge = 2,

    /// <summary>The flag may be set with only a read lock held.</summary>
    AtomicWritable = 4,

    /// <summary>The page tables of an area with the flag are copied on fork.</summary>
    CopyOnFork = 8,
}
