using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Headers;

/// <summary>A kernel that a tree is evaluated for.</summary>
/// <param name="Kernel">Version, architecture and options.</param>
/// <param name="Name">What it is called in messages: <c>arm64</c>, <c>arm64 without ARM64_MTE</c>, <c>arm64 without any option</c>.</param>
public sealed record TreeConfiguration(KernelProfile Kernel, string Name)
{
    /// <summary>Whether it has all options that the architecture can have.</summary>
    public bool IsFull => Name == Kernel.Arch;

    /// <summary>Whether it has an option set that the tree's Kconfig files don't allow there: what the compiler says of it is no mistake of the tree.</summary>
    public bool IsForbidden { get; init; }

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
        DefinitionModel model, KernelVersion version, string tree, string? arch = null, params IReadOnlyCollection<string> without) =>
        Of(model, version, new TreeReader(tree), arch, without);

    private static IReadOnlyList<TreeConfiguration> Of(
        DefinitionModel model, KernelVersion version, TreeReader reader, string? arch, IReadOnlyCollection<string> without)
    {
        var there = Architectures(model, version, reader.Tree, arch);
        return there.Count > 0
            ? [.. there.SelectMany(a => OfArchitecture(model, version, reader, a, without))]
            : throw new HeaderException($"{reader.Tree}: it has no architecture that is described; this is not a kernel tree, or not a whole one");
    }

    /// <summary>
    /// More kernels, from which conditions can be told: each option alone too; an option that ours don't know also where
    /// the tree's own Kconfig files don't allow it.
    /// </summary>
    /// <param name="model">The definitions, which know the architectures and the options.</param>
    /// <param name="version">The tree's version.</param>
    /// <param name="reader">The tree.</param>
    /// <exception cref="HeaderException">The tree lacks what is needed.</exception>
    internal static IReadOnlyList<TreeConfiguration> Thorough(DefinitionModel model, KernelVersion version, TreeReader reader)
    {
        var all = Of(model, version, reader, null, []);
        var fulls = all.Where(c => c.IsFull).ToList();
        var alone = fulls.SelectMany(full => full.Kernel.Config.Select(NameOf).Select(option =>
        {
            var set = reader.Selection(full.Kernel.Arch).With(option, full.Kernel.Implied.ToHashSet());
            return Configuration(model, version, full.Kernel.Arch, full.Kernel.Config.Where(o => NameOf(o) == "MMU" || set.Contains(NameOf(o))).ToEquatableArray(), $" with {option} alone");
        }));
        var forbidden = fulls.SelectMany(full => UnknownOptions(model, reader, full.Kernel.Arch).Except(full.Options).Select(option =>
            Configuration(model, version, full.Kernel.Arch, full.Kernel.Config.Append(option).ToEquatableArray(), $" with {option}") with { IsForbidden = true }));
        return [.. all.Concat(alone).Concat(forbidden).DistinctBy(c => (c.Kernel.Arch, c.Kernel.Config))];
    }

    /// <summary>One kernel, from whose options some are left out.</summary>
    /// <param name="model">The definitions, which know the options.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="without">The options that are left out.</param>
    /// <exception cref="HeaderException">The tree lacks what is needed.</exception>
    public static TreeConfiguration Without(DefinitionModel model, KernelProfile kernel, string tree, IReadOnlyCollection<string> without)
    {
        var options = new TreeReader(tree).Selection(kernel.Arch);
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
        DefinitionModel model, KernelVersion version, TreeReader reader, string arch, IReadOnlyCollection<string> without)
    {
        var full = KernelSelector.Of(model, version, arch);
        var options = reader.Selection(arch);
        var always = model.Options.Where(o => o.Always != Condition.Never).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var others = UnknownOptions(model, reader, arch).Where(o => options.Allows(o, always, full.Implied.ToHashSet()));
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

    private static IEnumerable<string> UnknownOptions(DefinitionModel model, TreeReader reader, string arch) =>
        reader.Definitions(arch).Options.Except(model.Options.Select(o => o.Name)).Except(ArchOptions.All);

    private static EquatableArray<string> Left(OptionSelection options, EquatableArray<string> all, string option, EquatableArray<string> always)
    {
        var rest = options.Without(all.Select(NameOf), option, always.ToHashSet());
        return all.Where(o => rest.Contains(NameOf(o))).ToEquatableArray();
    }

    private static TreeConfiguration Configuration(DefinitionModel model, KernelVersion version, string arch, EquatableArray<string> config, string what) =>
        new(KernelSelector.Of(model, version, arch, config), arch + what);
}
