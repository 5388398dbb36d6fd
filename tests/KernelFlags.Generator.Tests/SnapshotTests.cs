using VerifyTests;
using VerifyXunit;

namespace KernelFlags.Generator.Tests;

/// <summary>The generated code of one profile, to be read. That it compiles and does what it says is tested elsewhere, for all profiles.</summary>
public sealed class SnapshotTests
{
    private const string Prefix = "Sample.";
    private const string Suffix = ".g.cs";

    [Fact]
    public Task Linux72()
    {
        var run = FlagProject.OfVma().Run();
        run.AssertCompiles();
        return Verifier.Verify(run.Sources
            .Where(source => !source.Key.Contains(".Capabilities.", StringComparison.Ordinal))
            .Select(source => new Target("cs", $"//HintName: {source.Key}\n{source.Value}", source.Key[Prefix.Length..^Suffix.Length])));
    }
}
