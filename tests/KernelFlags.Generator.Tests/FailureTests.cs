using KernelFlags.Rendering.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Scriban.Runtime;

namespace KernelFlags.Generator.Tests;

/// <summary>A fault of ours is a diagnostic of ours. The compiler's own (CS8785) would take everything else with it.</summary>
public sealed class FailureTests
{
    private static readonly CSharpType Type = new("Sample", default, "public", "DoorFlags");

    [Fact]
    public void Template_ThatAsksForWhatThereIsNot_IsKF9002AndOtherFilesStand()
    {
        var result = Run(
            new Emission("Broken.g.cs", new CSharpFile(Type, "Broken.g.cs", "flags", new ScriptObject()), null),
            new Emission("Whole.g.cs", new CSharpFile(Type, "Whole.g.cs", "text", new ScriptObject { ["type"] = "DoorFlags", ["origin"] = "It." }), null));
        Assert.Null(result.Exception);
        Assert.Equal(["KF9002"], result.Diagnostics.Select(d => d.Id));
        Assert.Contains("csharp/flags.cs.scriban is wrong at line", result.Diagnostics[0].GetMessage(null), StringComparison.Ordinal);
        Assert.Equal(["Whole.g.cs"], result.GeneratedSources.Select(s => s.HintName));
    }

    [Fact]
    public void Template_ThatIsMissing_IsKF9002()
    {
        var result = Run(new Emission("Lost.g.cs", new CSharpFile(Type, "Lost.g.cs", "lost", new ScriptObject { ["origin"] = "It." }), null));
        Assert.Equal(["KF9002"], result.Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void Exception_InAStep_IsKF9001OnOneLine()
    {
        var outcome = Outcome.Of<TypeTable>(() => throw new InvalidOperationException("one\r\ntwo"));
        var result = Run([.. Emission.Of(outcome)]);
        Assert.Null(result.Exception);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("KF9001", diagnostic.Id);
        Assert.Contains("InvalidOperationException: one two", diagnostic.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_IsNoFailure() =>
        Assert.Throws<OperationCanceledException>(() => Outcome.Of<string>(() => throw new OperationCanceledException()));

    private static GeneratorRunResult Run(params Emission[] emissions) => CSharpGeneratorDriver
        .Create(new Emitter(emissions))
        .RunGenerators(FlagProject.OfDoor("flags: []\n").Compile(), TestContext.Current.CancellationToken)
        .GetRunResult().Results.Single();

    private sealed class Emitter(Emission[] emissions) : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.ParseOptionsProvider.SelectMany((_, _) => emissions), (output, emission) => emission.Emit(output));
    }
}
