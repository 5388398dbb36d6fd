using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Live.Headers;

/// <summary>Something that definitions and a kernel tree do not agree about, on some kernels.</summary>
/// <param name="Name">The C name of the flag or mask.</param>
/// <param name="Message">What differs, one line that names it.</param>
/// <param name="Refusal">The line that the compiler refuses; null where it refuses nothing.</param>
/// <param name="Configurations">The kernels.</param>
/// <param name="Where">The kernels in few words.</param>
public sealed record TreeFinding(
    string Name, string Message, HeaderRefusal? Refusal, IReadOnlyList<TreeConfiguration> Configurations, string Where);

/// <summary>A table, held against a kernel tree on many kernels.</summary>
/// <param name="Findings">What differs, a difference once: what the compiler refuses first.</param>
/// <param name="Facts">What the tree has on each kernel; null where the compiler refuses its definitions.</param>
public sealed record TreeComparison(IReadOnlyList<TreeFinding> Findings, IReadOnlyList<HeaderFacts?> Facts)
{
    /// <summary>Compares.</summary>
    /// <param name="table">The table.</param>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="configurations">The kernels.</param>
    /// <exception cref="HeaderException">The tree can't be evaluated.</exception>
    public static TreeComparison Of(FlagTable table, string tree, IReadOnlyList<TreeConfiguration> configurations)
    {
        var outcomes = HeaderEvaluator.EvaluateEach(tree, [.. configurations.Select(c => HeaderRequest.Of(c.Kernel))]);
        var fold = new ConfigurationFold(configurations);
        var said = configurations.Zip(outcomes).SelectMany(o => Of(table, o.First, o.Second).Select(d => (d.Name, d.Message, d.Refusal, On: o.First)));
        var findings = said
            .GroupBy(d => (d.Name, d.Message, d.Refusal), d => d.On)
            .Select(g => new TreeFinding(g.Key.Name, g.Key.Message, g.Key.Refusal, [.. g], fold.Describe([.. g])))
            .OrderBy(f => f.Refusal is null);
        return new TreeComparison([.. findings], [.. outcomes.Select(o => o.Facts)]);
    }

    private static IEnumerable<(string Name, string Message, HeaderRefusal? Refusal)> Of(FlagTable table, TreeConfiguration on, HeaderOutcome outcome) =>
        outcome.Facts is { } facts
            ? HeaderComparison.Compare(TableResolver.Resolve(table, on.Kernel), facts).Select(d => (d.Name, d.Message, (HeaderRefusal?)null))
            : outcome.Refusals.Select(r => (r.Name, r.ToString(), (HeaderRefusal?)r));
}
