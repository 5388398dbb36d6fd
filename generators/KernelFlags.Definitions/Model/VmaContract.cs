namespace KernelFlags.Definitions;

/// <summary>A member of the contract <c>IVmaFlags</c>, and the flag or mask that it stands for.</summary>
/// <param name="Role">The member: <c>MaybeGuard</c>.</param>
/// <param name="Name">The flag's name, else the mask's: <c>MAYBE_GUARD</c>.</param>
public sealed record ContractRole(string Role, string Name);

/// <summary>What the engine asks the flag type of a VMA for, by the names that definitions use.</summary>
public static class VmaContract
{
    /// <summary>What a table's <c>contract</c> says when its flags are those of VMAs.</summary>
    public const string Name = "vma";

    /// <summary>The members of the contract beside those that follow from traits.</summary>
    public static EquatableArray<ContractRole> Roles { get; } = EquatableArray.Of<ContractRole>(
        new("Access", "ACCESS"),
        new("Special", "SPECIAL"),
        new("LockedMask", "LOCKED_MASK"),
        new("UserfaultfdMask", "UFFD"),
        new("Read", "READ"),
        new("Write", "WRITE"),
        new("Exec", "EXEC"),
        new("Shared", "SHARED"),
        new("MayRead", "MAYREAD"),
        new("MayWrite", "MAYWRITE"),
        new("MayExec", "MAYEXEC"),
        new("MayShare", "MAYSHARE"),
        new("GrowsDown", "GROWSDOWN"),
        new("GrowsUp", "GROWSUP"),
        new("UffdMissing", "UFFD_MISSING"),
        new("UffdWriteProtect", "UFFD_WP"),
        new("UffdMinor", "UFFD_MINOR"),
        new("UffdReadWriteProtect", "UFFD_RWP"),
        new("PfnMap", "PFNMAP"),
        new("MixedMap", "MIXEDMAP"),
        new("Io", "IO"),
        new("DontExpand", "DONTEXPAND"),
        new("HugeTlb", "HUGETLB"),
        new("Sync", "SYNC"),
        new("Droppable", "DROPPABLE"),
        new("MaybeGuard", "MAYBE_GUARD"),
        new("Locked", "LOCKED"),
        new("LockOnFault", "LOCKONFAULT"),
        new("Sealed", "SEALED"),
        new("SeqRead", "SEQ_READ"),
        new("RandRead", "RAND_READ"),
        new("DontCopy", "DONTCOPY"),
        new("WipeOnFork", "WIPEONFORK"),
        new("DontDump", "DONTDUMP"),
        new("HugePage", "HUGEPAGE"),
        new("NoHugePage", "NOHUGEPAGE"),
        new("Mergeable", "MERGEABLE"),
        new("Account", "ACCOUNT"),
        new("NoReserve", "NORESERVE"),
        new("SoftDirty", "SOFTDIRTY"),
        new("ShadowStack", "SHADOW_STACK"),
        new("ProtectionKeyMask", "PKEY"),
        new("ProtectionKeyBit0", "PKEY_BIT0"));

    /// <summary>The bits that a member of the contract has on a kernel.</summary>
    /// <param name="table">The table on that kernel.</param>
    /// <param name="name">The name that the member stands for.</param>
    /// <returns>The flag's bit, else the mask's; empty where the kernel has neither.</returns>
    public static FlagBits Bits(ResolvedTable table, string name) => table.Flags.FirstOrDefault(flag => flag.Name == name && flag.CName is not null) is { } flag
        ? flag.Value
        : table.Masks.FirstOrDefault(mask => mask.Name == name)?.Value ?? default;
}
