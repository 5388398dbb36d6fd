using KernelFlags.Definitions;
using KernelFlags.Linux;

namespace KernelFlags.Cli.Input;

/// <summary>Finds a ready flag type for a kernel that the definitions describe.</summary>
internal static class FlagTypes
{
    /// <summary>The flag type of the nearest kernel that has each flag of this one, and MAYBE_GUARD just where it was seen.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="table">The table of the kernel.</param>
    /// <param name="showsGuard">Whether smaps of the kernel shows MAYBE_GUARD; null where nobody looked.</param>
    /// <returns>The kernel whose flag type it is.</returns>
    public static LinuxKernel Nearest(DefinitionModel model, ResolvedTable table, bool? showsGuard)
    {
        var profiles = model.Profiles.Where(p => LinuxKernel.Find(p.Name) is not null);
        var nearest = KernelSelector.ByNearness(profiles, table.Kernel.Kernel).Select(p => LinuxKernel.Find(p.Name)!).ToList();
        return nearest.Find(k => k.Accept(new HasFlags(table, showsGuard)))
            ?? nearest.Find(k => k.Accept(new HasFlags(null, showsGuard)))
            ?? nearest[0];
    }

    /// <summary>Whether a type has the flags of a table that smaps shows.</summary>
    private sealed class HasFlags(ResolvedTable? table, bool? showsGuard) : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            if (showsGuard == TFlags.MaybeGuard.IsEmpty)
            {
                return false;
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var flag in TFlags.Flags)
            {
                _ = flag.Bit is not null && names.Add(flag.Name);
            }

            return table?.Flags.All(f => f.Bit is null || f.CName is null || names.Contains(f.CName)) != false;
        }
    }
}
