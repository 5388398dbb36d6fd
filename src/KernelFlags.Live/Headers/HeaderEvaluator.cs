using KernelFlags.Live.Processes;

namespace KernelFlags.Live.Headers;

/// <summary>
/// Has a C compiler say which flags, masks, mnemonics and trace names a kernel tree defines. The definitions are cut out of the tree,
/// and what stands around them is ours: no configuration of the tree, no build and nothing of the machine's own architecture is needed.
/// </summary>
public static class HeaderEvaluator
{
    private const string Unusable = "its definitions can't be evaluated with these options: ";
    private const string Refused = Unusable + "gcc: ";

    /// <summary>Evaluates a tree for one kernel.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="request">The architecture and the options.</param>
    /// <returns>The facts.</returns>
    /// <exception cref="HeaderException">The tree lacks what is needed, there is no compiler, or it refuses the definitions.</exception>
    public static HeaderFacts Evaluate(string tree, HeaderRequest request) => EvaluateAll(tree, [request])[0];

    /// <summary>Evaluates a tree for many kernels at once, which takes far less than one after the other.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="requests">The architectures and the options.</param>
    /// <returns>The facts, in the order of the requests.</returns>
    /// <exception cref="HeaderException">The tree lacks what is needed, there is no compiler, or it refuses the definitions.</exception>
    public static IReadOnlyList<HeaderFacts> EvaluateAll(string tree, IReadOnlyList<HeaderRequest> requests)
    {
        var outcomes = EvaluateEach(tree, requests);
        return outcomes.SelectMany(o => o.Refusals).FirstOrDefault() is { } refusal
            ? throw new HeaderException($"{tree}: {Refused}{refusal.Path}:{refusal.Line}: {refusal.Name}: {refusal.Message}")
            : [.. outcomes.Select(o => o.Facts!)];
    }

    /// <summary>Evaluates a tree for many kernels, and says of each that the compiler refuses what it refuses.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="requests">The architectures and the options.</param>
    /// <returns>The outcomes, in the order of the requests.</returns>
    /// <exception cref="HeaderException">The tree lacks what is needed, there is no compiler, or it does not say where what it refuses is.</exception>
    public static IReadOnlyList<HeaderOutcome> EvaluateEach(string tree, IReadOnlyList<HeaderRequest> requests) => EvaluateEach(new TreeReader(tree), requests);

    /// <summary>Evaluates a tree, some of whose files may have been read.</summary>
    internal static IReadOnlyList<HeaderOutcome> EvaluateEach(TreeReader reader, IReadOnlyList<HeaderRequest> requests)
    {
        var tree = reader.Tree;
        if (!Directory.Exists(tree))
        {
            throw new HeaderException($"{tree}: no such folder");
        }

        var definitions = requests.Select(r => r.Arch).Distinct().ToDictionary(a => a, reader.Definitions);
        var units = requests.Select((r, i) => new EvaluationUnit(i, r, definitions[r.Arch])).ToList();
        var alike = units.GroupBy(u => u.Source).Select(g => g.ToList()).ToList();
        var parts = Math.Clamp(alike.Count, 1, Environment.ProcessorCount);
        var outcomes = new HeaderOutcome[units.Count];
        using var scratch = Leftovers.Folder("kernel-flags-");
        try
        {
            Parallel.For(0, parts, part =>
            {
                var groups = alike.Where((_, index) => index % parts == part).ToList();
                var compiled = new UnitCompiler(tree, Directory.CreateDirectory(Path.Combine(scratch.Value, $"{part}")).FullName)
                    .Compile([.. groups.Select(g => g[0])]);
                foreach (var (unit, outcome) in groups.Zip(compiled).SelectMany(g => g.First.Select(unit => (unit, g.Second))))
                {
                    outcomes[unit.Number] = outcome with { Facts = outcome.Facts is { } facts ? facts with { Arch = unit.Arch } : null };
                }
            });
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<HeaderException>().FirstOrDefault() is { } first)
        {
            throw new HeaderException($"{tree}: {Unusable}{first.Message}", first);
        }

        return outcomes;
    }
}
