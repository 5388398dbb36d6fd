using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Live.Headers;

/// <summary>A kernel that a tree is evaluated for.</summary>
/// <param name="Kernel">Version, architecture and options.</param>
/// <param name="Name">What it is called in messages: <c>arm64</c>, <c>arm64 without ARM64_MTE</c>, <c>arm64 without any option</c>.</param>
public sealed record TreeConfiguration(KernelProfile Kernel, string Name)
{
    /// <summary>Whether it has all options that the architecture can have.</summary>
    public bool IsFull => Name == Kernel.Arch;

    /// <summary>The options that are set, by their names, whatever numbers they have.</summary>
    public IReadOnlySet<string> Options { get; } =
        Kernel.Config.Concat(Kernel.Implied).Select(TreeMatrix.NameOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}

/// <summary>
/// The kernels that a tree is evaluated for: every architecture that it has, with all options that the architecture can have, with none, and
/// with each left out. Options that the tree's own definitions ask for and ours don't know are among them.
/// </summary>
public static class TreeMatrix
{
    /// <summary>The kernels of one architecture, or of all.</summary>
    /// <param name="model">The definitions, which know the architectures and the options.</param>
    /// <param name="version">The tree's version.</param>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="arch">The only architecture that is wanted; null for all that the tree has.</param>
    /// <param name="without">Options that are left out of each kernel.</param>
    /// <exception cref="HeaderException">The tree lacks what is needed.</exception>
    public static IReadOnlyList<TreeConfiguration> Of(
        DefinitionModel model, KernelVersion version, string tree, string? arch = null, params IReadOnlyCollection<string> without)
    {
        var there = Architectures(model, version, tree, arch);
        return there.Count > 0
            ? [.. there.SelectMany(a => OfArchitecture(model, version, tree, a, without))]
            : throw new HeaderException($"{tree}: it has no architecture that is described; this is not a kernel tree, or not a whole one");
    }

    /// <summary>One kernel, from whose options some are left out.</summary>
    /// <param name="model">The definitions, which know the options.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="without">The options that are left out.</param>
    /// <exception cref="HeaderException">The tree lacks what is needed.</exception>
    public static TreeConfiguration Without(DefinitionModel model, KernelProfile kernel, string tree, IReadOnlyCollection<string> without)
    {
        var options = OptionSelection.Read(tree, kernel.Arch);
        var rest = kernel.Config;
        foreach (var option in without)
        {
            rest = Left(options, rest, option, kernel.Implied);
        }

        return Configuration(model, kernel.Kernel, kernel.Arch, rest, string.Concat(without.Select(o => $" without {o}")));
    }

    /// <summary>The name of an option that is set.</summary>
    /// <param name="option"><c>NAME</c> or <c>NAME=VALUE</c>.</param>
    /// <returns><c>NAME</c>.</returns>
    public static string NameOf(string option) => option.Split('=')[0];

    private static List<string> Architectures(DefinitionModel model, KernelVersion version, string tree, string? arch) =>
        [.. KernelSelector.Architectures(model, KernelSelector.Described(model, version)).Where(a => (arch ?? a) == a && TreeDefinitions.Has(tree, a))];

    private static IEnumerable<TreeConfiguration> OfArchitecture(
        DefinitionModel model, KernelVersion version, string tree, string arch, IReadOnlyCollection<string> without)
    {
        var full = KernelSelector.Of(model, version, arch);
        var options = OptionSelection.Read(tree, arch);
        var others = TreeDefinitions.Read(tree, arch).Options.Except(model.Options.Select(o => o.Name)).Except(ArchOptions.All);
        var all = full.Config.Except(full.Implied).Concat(others).ToEquatableArray();
        foreach (var option in without)
        {
            all = Left(options, all, option, full.Implied);
        }

        yield return Configuration(model, version, arch, all, "");
        foreach (var option in all.Select(NameOf))
        {
            yield return Configuration(model, version, arch, Left(options, all, option, full.Implied), $" without {option}");
        }

        yield return Configuration(model, version, arch, default(EquatableArray<string>), " without any option");
    }

    private static EquatableArray<string> Left(OptionSelection options, EquatableArray<string> all, string option, EquatableArray<string> always)
    {
        var rest = options.Without(all.Select(NameOf), option, always.ToHashSet());
        return all.Where(o => rest.Contains(NameOf(o))).ToEquatableArray();
    }

    private static TreeConfiguration Configuration(DefinitionModel model, KernelVersion version, string arch, EquatableArray<string> config, string what) =>
        new(KernelSelector.Of(model, version, arch, config), arch + what);
}
