using System.Numerics;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>What a tree has on many kernels. A set of these kernels is a number that has a bit for each.</summary>
internal sealed class TreeCells
{
    private TreeCells(IReadOnlyList<TreeConfiguration> configurations, IReadOnlyList<HeaderOutcome> outcomes)
    {
        Configurations = configurations;
        Outcomes = outcomes;
        All = Where(_ => true);
    }

    /// <summary>The kernels.</summary>
    public IReadOnlyList<TreeConfiguration> Configurations { get; }

    /// <summary>What the compiler says on each of them.</summary>
    public IReadOnlyList<HeaderOutcome> Outcomes { get; }

    /// <summary>The kernels on which it takes the definitions.</summary>
    public BigInteger All { get; }

    /// <summary>Whether the tree enumerates bits, as 6.19 and later do.</summary>
    public bool IsEnumerated => Outcomes.Any(o => o.Facts?.Enumerators.Count > 0);

    /// <summary>Evaluates a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="configurations">The kernels.</param>
    /// <exception cref="HeaderException">The tree can't be evaluated.</exception>
    public static TreeCells Evaluate(TreeReader tree, IReadOnlyList<TreeConfiguration> configurations)
    {
        // What is refused is compiled one by one, which takes long: those of which it is likely apart.
        var groups = configurations.GroupBy(c => c.IsForbidden).Select(g => g.ToList()).ToList();
        var outcomes = groups.SelectMany(g => HeaderEvaluator.EvaluateEach(tree, [.. g.Select(c => HeaderRequest.Of(c.Kernel))]));
        return new TreeCells([.. groups.SelectMany(g => g)], [.. outcomes]);
    }

    /// <summary>The kernels whose facts meet a condition.</summary>
    public BigInteger Where(Func<HeaderFacts, bool> holds) => Where((facts, _) => facts is not null && holds(facts));

    /// <summary>The kernels on which the compiler refuses what a name stands for.</summary>
    public BigInteger WhereRefused(string name) => Where((_, index) => Outcomes[index].Refusals.Any(r => r.Name == name));

    /// <summary>The kernels that have an option set.</summary>
    public BigInteger WhereSet(Func<TreeConfiguration, bool> holds) => Where((_, index) => holds(Configurations[index]));

    private BigInteger Where(Func<HeaderFacts?, int, bool> holds)
    {
        var set = BigInteger.Zero;
        for (var i = 0; i < Outcomes.Count; i++)
        {
            set |= holds(Outcomes[i].Facts, i) ? BigInteger.One << i : 0;
        }

        return set;
    }
}
