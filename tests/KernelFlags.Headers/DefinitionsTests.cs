namespace KernelFlags.Headers;

/// <summary>The definitions, held against the kernels' own headers.</summary>
public sealed class DefinitionsTests
{
    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public void Definitions_EveryArchitectureAndConfiguration_EqualHeaders(string version)
    {
        var tree = KernelTree.Require(version);
        var kernels = KernelMatrix.Of(KernelTree.Version(version));

        var facts = HeaderEvaluator.EvaluateAll(tree, [.. kernels.Select(k => k.Request)]);

        var differences = kernels.Zip(facts)
            .SelectMany(pair => HeaderComparison
                .Compare(pair.First.Resolve(Repository.Model), pair.Second)
                .Select(difference => $"{pair.First}: {difference}"))
            .ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
