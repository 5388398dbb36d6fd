using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Input;

/// <summary>What a call says of a kernel. What it does not say is left to what the command takes by itself.</summary>
/// <param name="Profile">A whole kernel; null where parts are named, or nothing.</param>
/// <param name="Version">The version; null where none is named.</param>
/// <param name="Arch">The architecture; null where none is named.</param>
/// <param name="Config">The options that are set; null where nothing is said of them.</param>
internal sealed record NamedKernel(KernelProfile? Profile, KernelVersion? Version, string? Arch, EquatableArray<string>? Config)
{
    /// <summary>Nothing is said.</summary>
    public static NamedKernel Nothing { get; } = new(null, null, null, null);

    /// <summary>The kernel of these parts.</summary>
    /// <param name="version">The version where none is named.</param>
    /// <param name="arch">The architecture where none is named.</param>
    /// <param name="config">
    /// The options where nothing is said of them, for a version and an architecture; null for all that the architecture can have.
    /// </param>
    /// <exception cref="UnusableException">That version has no such architecture.</exception>
    public KernelProfile Resolve(
        DefinitionModel model, KernelVersion version, string arch, Func<KernelVersion, string, EquatableArray<string>?>? config = null)
    {
        if (Profile is not null)
        {
            return Profile;
        }

        version = Version ?? version;
        arch = KernelChoice.CheckArch(model, version, Arch ?? arch);
        return KernelSelector.Of(model, version, arch, Config ?? config?.Invoke(version, arch));
    }
}
