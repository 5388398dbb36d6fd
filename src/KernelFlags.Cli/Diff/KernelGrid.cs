using System.Numerics;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Diff;

/// <summary>A kernel that both definitions are resolved for.</summary>
/// <param name="before">It, as the old definitions describe it.</param>
/// <param name="after">It, as the new ones do.</param>
/// <param name="version">The version, which definitions that end before it take as their newest.</param>
/// <param name="options">The options of <see cref="KernelGrid.Options"/> that are set, a bit each.</param>
internal sealed class KernelPoint(KernelProfile before, KernelProfile after, KernelVersion version, BigInteger options)
{
    /// <summary>It, as the old definitions describe it.</summary>
    public KernelProfile Before { get; } = before;

    /// <summary>It, as the new ones do.</summary>
    public KernelProfile After { get; } = after;

    public KernelVersion Version { get; } = version;

    public string Arch => After.Arch;

    /// <summary>The options that are set, by their place in <see cref="KernelGrid.Options"/>.</summary>
    public BigInteger Options { get; } = options;
}

/// <summary>
/// The kernels on which two definitions could differ: every version at which one of their conditions changes, every architecture, and
/// the options that the conditions mention, on and off. All other options are on.
/// </summary>
internal sealed class KernelGrid
{
    /// <summary>Up to so many options are set in every combination; more are set one by one, and taken away one by one.</summary>
    private const int MaxCombined = 5;

    private readonly OrderedDictionary<string, int> _options = new(StringComparer.Ordinal);
    private readonly DefinitionModel _before;
    private readonly DefinitionModel _after;

    private KernelGrid(DefinitionModel before, DefinitionModel after, IReadOnlyList<Condition> conditions)
    {
        (_before, _after) = (before, after);
        Versions = [.. Mentions.Versions(after, conditions).Concat(Mentions.Versions(before, conditions)).Distinct().Order()];
        var mentioned = Mentions.Options(conditions).ToHashSet(StringComparer.Ordinal);
        Points = [.. Versions.SelectMany(version => Architectures(version).SelectMany(arch => Of(version, arch, mentioned)))];
    }

    /// <summary>The versions, oldest first.</summary>
    public IReadOnlyList<KernelVersion> Versions { get; }

    /// <summary>The kernels, by version and architecture.</summary>
    public IReadOnlyList<KernelPoint> Points { get; }

    /// <summary>The options that are set somewhere and not everywhere, <c>NAME</c> or <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Options => _options.Keys;

    /// <summary>The kernels that some conditions tell apart.</summary>
    /// <param name="conditions">The conditions, of both.</param>
    public static KernelGrid Of(DefinitionModel before, DefinitionModel after, IReadOnlyList<Condition> conditions) => new(before, after, conditions);

    private IEnumerable<string> Architectures(KernelVersion version) =>
        KernelSelector.Architectures(_after, version).Union(KernelSelector.Architectures(_before, version));

    private IEnumerable<KernelPoint> Of(KernelVersion version, string arch, HashSet<string> mentioned)
    {
        var (before, after) = (KernelSelector.Of(_before, version, arch), KernelSelector.Of(_after, version, arch));
        var all = after.Config.Union(before.Config).Order(StringComparer.Ordinal).ToList();
        var open = all.Where(option => mentioned.Contains(NameOf(option)) && !after.Implied.Contains(NameOf(option))).ToList();
        var bits = open.ToDictionary(option => option, Bit, StringComparer.Ordinal);
        foreach (var missing in Missing(open))
        {
            var set = open.Except(missing).Aggregate(BigInteger.Zero, (options, option) => options | bits[option]);
            yield return new KernelPoint(Without(before, missing), Without(after, missing), version, set);
        }
    }

    /// <summary>A kernel that has of its options, which may be others in the other definitions, all but some.</summary>
    private static KernelProfile Without(KernelProfile kernel, IReadOnlyList<string> missing) =>
        missing.Count == 0 ? kernel : kernel with { Config = kernel.Config.Except(missing).ToEquatableArray() };

    private BigInteger Bit(string option)
    {
        _options.TryAdd(option, _options.Count);
        return BigInteger.One << _options[option];
    }

    private static IEnumerable<IReadOnlyList<string>> Missing(List<string> open)
    {
        if (open.Count <= MaxCombined)
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
