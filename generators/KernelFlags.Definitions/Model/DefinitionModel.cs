namespace KernelFlags.Definitions.Model;

/// <summary>All that the definitions of one root say.</summary>
/// <param name="Tables">The tables, by name.</param>
/// <param name="Verified">The versions whose headers were compared, oldest first, and on which architectures.</param>
/// <param name="Images">The versions of which a kernel image was compared, oldest first, and on which architectures.</param>
/// <param name="Oldest">The oldest version that is described.</param>
/// <param name="Newest">The newest version that is described.</param>
public sealed record DefinitionModel(
    EquatableArray<FlagTable> Tables,
    EquatableArray<Architecture> Architectures,
    EquatableArray<ConfigOption> Options,
    EquatableArray<Case<KernelVersion>> Verified,
    EquatableArray<Case<KernelVersion>> Images,
    KernelVersion Oldest,
    KernelVersion Newest,
    EquatableArray<Profile> Profiles,
    EquatableArray<Capability> Capabilities)
{
    /// <summary>The name of the profile that is taken where nothing names a kernel; null where the definitions name none.</summary>
    public string? DefaultProfile { get; init; }

    /// <summary>
    /// The newest version that there is something to say of: <see cref="Newest"/>, or one after it that a <c>since</c> names.
    /// </summary>
    public KernelVersion Latest { get; init; } = Newest;
}

/// <summary>An architecture.</summary>
/// <param name="Name">Its name: <c>x86_64</c>.</param>
/// <param name="Exists">The kernels that have it.</param>
public sealed record Architecture(string Name, Condition Exists);

/// <summary>Something that a kernel does, as against a bit that it has.</summary>
/// <param name="Name">Its name: <c>guard-install</c>.</param>
/// <param name="Exists">The kernels that do it.</param>
/// <param name="Summary">What it is, one sentence.</param>
public sealed record Capability(string Name, Condition Exists, string Summary);
