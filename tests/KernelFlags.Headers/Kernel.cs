namespace KernelFlags.Headers;

/// <summary>A kernel that is compared: a tree's version, an architecture and the options that are set.</summary>
internal sealed record Kernel(KernelVersion Version, string Arch, IReadOnlyList<string> Config)
{
    /// <summary>The kernel that has all options of an architecture.</summary>
    public static Kernel Full(string version, string arch) => Full(KernelTree.Version(version), arch);

    /// <inheritdoc cref="Full(string, string)"/>
    public static Kernel Full(KernelVersion version, string arch) =>
        new(version, arch, [.. KernelSelector.AllOptions(Repository.Model, version, arch)]);

    public HeaderRequest Request => HeaderRequest.Of(Profile(Repository.Model));

    /// <summary>The VMA flags that definitions say the kernel has.</summary>
    public ResolvedTable Resolve(DefinitionModel model) => TableResolver.Resolve(model.FindTable("vma")!, Profile(model));

    public override string ToString() => $"{Version} {Arch} {string.Join(',', Config)}";

    private KernelProfile Profile(DefinitionModel model) => KernelSelector.Of(model, Version, Arch, Config.ToEquatableArray());
}
