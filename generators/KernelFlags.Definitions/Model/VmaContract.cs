namespace KernelFlags.Definitions.Model;

/// <summary>A member of the contract <c>IVmaFlags</c>, and the flag or mask that it stands for.</summary>
/// <param name="Role">The member: <c>MaybeGuard</c>.</param>
/// <param name="Name">The flag's name, else the mask's: <c>MAYBE_GUARD</c>.</param>
/// <param name="Summary">What it says of a VMA, without a full stop.</param>
/// <param name="IsMask">Whether it is a mask.</param>
public sealed record ContractRole(string Role, string Name, string Summary, bool IsMask = false);

/// <summary>What the engine asks the flag type of a VMA for, by the names that definitions use.</summary>
public static class VmaContract
{
    /// <summary>What a table's <c>contract</c> says when its flags are those of VMAs.</summary>
    public const string Name = "vma";

    /// <summary>
    /// The members of the contract beside those that follow from traits. The interface, and the type that is filled at run time, are
    /// generated from this list (<c>kflags gen --target sources --out src</c>).
    /// </summary>
    public static EquatableArray<ContractRole> Roles { get; } = EquatableArray.Of<ContractRole>(
        new("Access", "ACCESS", "Access rights, which mprotect(2) changes", IsMask: true),
        new("Special", "SPECIAL", "A VMA with one of them never merges and can't be locked", IsMask: true),
        new("LockedMask", "LOCKED_MASK", "The flags of the mlock(2) family", IsMask: true),
        new("UserfaultfdMask", "UFFD", "Ways in which a userfaultfd watches", IsMask: true),
        new("Read", "READ", "May be read"),
        new("Write", "WRITE", "May be written"),
        new("Exec", "EXEC", "May be executed"),
        new("Shared", "SHARED", "Writes reach the file"),
        new("MayRead", "MAYREAD", "mprotect(2) may make it readable"),
        new("MayWrite", "MAYWRITE", "mprotect(2) may make it writable"),
        new("MayExec", "MAYEXEC", "mprotect(2) may make it executable"),
        new("MayShare", "MAYSHARE", "Mapped as shared"),
        new("GrowsDown", "GROWSDOWN", "A fault just below makes it grow downwards"),
        new("GrowsUp", "GROWSUP", "A fault just above makes it grow upwards"),
        new("UffdMissing", "UFFD_MISSING", "A userfaultfd is told of missing pages"),
        new("UffdWriteProtect", "UFFD_WP", "A userfaultfd is told of writes to protected pages"),
        new("UffdMinor", "UFFD_MINOR", "A userfaultfd is told of pages in the page cache"),
        new("UffdReadWriteProtect", "UFFD_RWP", "A userfaultfd is told of any access to protected pages"),
        new("PfnMap", "PFNMAP", "Maps page frames without a struct page"),
        new("MixedMap", "MIXEDMAP", "Maps pages with and without a struct page"),
        new("Io", "IO", "Maps a device's memory"),
        new("DontExpand", "DONTEXPAND", "mremap(2) can't enlarge it"),
        new("HugeTlb", "HUGETLB", "Maps hugetlbfs"),
        new("Sync", "SYNC", "Synchronous page faults (DAX)"),
        new("Droppable", "DROPPABLE", "Pages may be dropped under pressure"),
        new("MaybeGuard", "MAYBE_GUARD", "May hold guard regions"),
        new("Locked", "LOCKED", "Pages stay in memory"),
        new("LockOnFault", "LOCKONFAULT", "Pages are locked as they are faulted in"),
        new("Sealed", "SEALED", "Sealed by mseal(2)"),
        new("SeqRead", "SEQ_READ", "Will be read from front to back"),
        new("RandRead", "RAND_READ", "Will be read in no order"),
        new("DontCopy", "DONTCOPY", "A child does not get it"),
        new("WipeOnFork", "WIPEONFORK", "A child gets it empty"),
        new("DontDump", "DONTDUMP", "Core dumps leave it out"),
        new("HugePage", "HUGEPAGE", "Huge pages are wanted"),
        new("NoHugePage", "NOHUGEPAGE", "Huge pages are not wanted"),
        new("Mergeable", "MERGEABLE", "KSM may merge its pages"),
        new("Account", "ACCOUNT", "Counts against the commit limit"),
        new("NoReserve", "NORESERVE", "Does not count against the commit limit"),
        new("SoftDirty", "SOFTDIRTY", "Soft-dirty tracking"),
        new("ShadowStack", "SHADOW_STACK", "Holds a shadow stack"),
        new("ProtectionKeyMask", "PKEY", "The number of the protection key, pkeys(7)", IsMask: true),
        new("ProtectionKeyBit0", "PKEY_BIT0", "The lowest bit of that number"));

    /// <summary>The bits that a member of the contract has on a kernel.</summary>
    /// <param name="table">The table on that kernel.</param>
    /// <param name="name">The name that the member stands for.</param>
    /// <returns>The flag's bit, else the mask's; empty where the kernel has neither.</returns>
    public static FlagBits Bits(ResolvedTable table, string name) => table.Flags.FirstOrDefault(flag => flag.Name == name && flag.CName is not null) is { } flag
        ? flag.Value
        : table.Masks.FirstOrDefault(mask => mask.Name == name)?.Value ?? default;
}
