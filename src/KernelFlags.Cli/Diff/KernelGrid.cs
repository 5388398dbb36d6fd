using KernelFlags.Definitions;

namespace KernelFlags.Cli.Diff;

/// <summary>A kernel that both definitions are resolved for.</summary>
/// <param name="Version">The version.</param>
/// <param name="Arch">The architecture.</param>
/// <param name="Config">The options that are set.</param>
internal sealed record KernelPoint(KernelVersion Version, string Arch, EquatableArray<string> Config);

/// <summary>
/// The kernels on which two definitions could differ: every version at which one of their conditions changes, every architecture, and
/// the options that the conditions mention, on and off. All other options are on.
/// </summary>
internal sealed class KernelGrid
{
    /// <summary>Up to so many options are set in every combination; more are set one by one, and taken away one by one.</summary>
    private const int MostCombined = 5;

    private KernelGrid(IReadOnlyList<KernelVersion> versions, IReadOnlyList<KernelPoint> points)
    {
        Versions = versions;
        Points = points;
    }

    /// <summary>The versions, oldest first.</summary>
    public IReadOnlyList<KernelVersion> Versions { get; }

    /// <summary>The kernels, by version and architecture.</summary>
    public IReadOnlyList<KernelPoint> Points { get; }

    /// <summary>The kernels that some conditions tell apart.</summary>
    /// <param name="before">The old definitions.</param>
    /// <param name="after">The new ones.</param>
    /// <param name="conditions">The conditions, of both.</param>
    /// <returns>The kernels.</returns>
    public static KernelGrid Of(DefinitionModel before, DefinitionModel after, IReadOnlyList<Condition> conditions)
    {
        var versions = Mentions.Versions(after, conditions)
            .Concat(Mentions.Versions(before, conditions)).Distinct().Order().ToList();
        var mentioned = Mentions.Options(conditions).ToHashSet(StringComparer.Ordinal);
        var points = versions.SelectMany(version => Architectures(before, after, version)
            .SelectMany(arch => Configs(before, after, version, arch, mentioned).Select(config => new KernelPoint(version, arch, config))));
        return new KernelGrid(versions, [.. points]);
    }

    private static IEnumerable<string> Architectures(DefinitionModel before, DefinitionModel after, KernelVersion version) =>
        KernelSelector.Architectures(after, version).Union(KernelSelector.Architectures(before, version));

    private static IEnumerable<EquatableArray<string>> Configs(
        DefinitionModel before, DefinitionModel after, KernelVersion version, string arch, HashSet<string> mentioned)
    {
        var kernel = KernelSelector.Of(after, version, arch);
        var all = kernel.Config.Union(KernelSelector.AllOptions(before, version, arch)).Order(StringComparer.Ordinal).ToList();
        var open = all.Where(option => mentioned.Contains(NameOf(option)) && !kernel.Implied.Contains(NameOf(option))).ToList();
        return Missing(open).Select(off => all.Except(off).ToEquatableArray());
    }

    private static IEnumerable<IReadOnlyList<string>> Missing(List<string> open)
    {
        if (open.Count <= MostCombined)
        {
            return Enumerable.Range(0, 1 << open.Count).Select(set => open.Where((_, index) => (set & (1 << index)) != 0).ToList());
        }

        return
        [
            [],
            open,
            .. open.Select(option => new[] { option }),
            .. open.Select(option => open.Where(other => other != option).ToList()),
        ];
    }

    private static string NameOf(string option) => option.Split('=')[0];
}
