using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The roles that the engine asks a VMA's flag type for, where a flag does not have the role's own name or is not there.</summary>
internal static class ContractView
{
    /// <summary>The members of <c>IVmaFlags</c> and the flags or masks that they stand for.</summary>
    private static readonly (string Role, string Name)[] Roles =
    [
        ("Access", "ACCESS"),
        ("Special", "SPECIAL"),
        ("LockedMask", "LOCKED_MASK"),
        ("UserfaultfdMask", "UFFD"),
        ("Read", "READ"),
        ("Write", "WRITE"),
        ("Exec", "EXEC"),
        ("Shared", "SHARED"),
        ("MayRead", "MAYREAD"),
        ("MayWrite", "MAYWRITE"),
        ("MayExec", "MAYEXEC"),
        ("MayShare", "MAYSHARE"),
        ("GrowsDown", "GROWSDOWN"),
        ("GrowsUp", "GROWSUP"),
        ("UffdMissing", "UFFD_MISSING"),
        ("UffdWriteProtect", "UFFD_WP"),
        ("UffdMinor", "UFFD_MINOR"),
        ("UffdReadWriteProtect", "UFFD_RWP"),
        ("PfnMap", "PFNMAP"),
        ("MixedMap", "MIXEDMAP"),
        ("Io", "IO"),
        ("DontExpand", "DONTEXPAND"),
        ("HugeTlb", "HUGETLB"),
        ("Sync", "SYNC"),
        ("Droppable", "DROPPABLE"),
        ("MaybeGuard", "MAYBE_GUARD"),
        ("Locked", "LOCKED"),
        ("LockOnFault", "LOCKONFAULT"),
        ("Sealed", "SEALED"),
        ("SeqRead", "SEQ_READ"),
        ("RandRead", "RAND_READ"),
        ("DontCopy", "DONTCOPY"),
        ("WipeOnFork", "WIPEONFORK"),
        ("DontDump", "DONTDUMP"),
        ("HugePage", "HUGEPAGE"),
        ("NoHugePage", "NOHUGEPAGE"),
        ("Mergeable", "MERGEABLE"),
        ("Account", "ACCOUNT"),
        ("NoReserve", "NORESERVE"),
        ("SoftDirty", "SOFTDIRTY"),
        ("ShadowStack", "SHADOW_STACK"),
    ];

    public static ScriptObject Create(ResolvedTable table, CSharpMembers members) => new()
    {
        ["roles"] = Rows.Of(
            Roles.Select(role => (role.Role, Member: Member(table, members, role.Name))).Where(role => role.Role != role.Member),
            role => new ScriptObject { ["role"] = role.Role, ["member"] = role.Member }),
    };

    private static string Member(ResolvedTable table, CSharpMembers members, string name) =>
        members.OfFlag(name) ?? (table.Masks.Any(mask => mask.Name == name) ? members.OfMask(name)! : "None");
}
