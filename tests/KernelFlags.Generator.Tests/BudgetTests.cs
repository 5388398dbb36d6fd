using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests;

/// <summary>What the generator may cost, in a warm process. The best of many runs counts: other work on the machine is not its fault.</summary>
public sealed class BudgetTests
{
#if DEBUG
    private const bool IsOptimised = false;
#else
    private const bool IsOptimised = true;
#endif

    [Fact]
    public void WholeTable_ByANewDriver_TakesLessThan50Milliseconds()
    {
        Assert.SkipUnless(IsOptimised, "measured where the generator is optimised: dotnet test -c Release --project tests/KernelFlags.Generator.Tests");
        var (project, compilation) = Warm();
        Assert.InRange(Best(50, _ => Driver(project).RunGenerators(compilation, CancellationToken.None)), 0, 50);
    }

    [Fact]
    public void Keystroke_InADefinition_TakesLessThan5Milliseconds()
    {
        Assert.SkipUnless(IsOptimised, "measured where the generator is optimised: dotnet test -c Release --project tests/KernelFlags.Generator.Tests");
        var (project, compilation) = Warm();
        var texts = project.Texts();
        var index = Array.FindIndex(texts, text => text.Path.EndsWith("vma/guard.yaml", StringComparison.Ordinal));
        var driver = Driver(project, texts).RunGenerators(compilation, CancellationToken.None);
        var current = texts[index];
        var best = Best(200, round =>
        {
            var edited = new InMemoryText(current.Path, project.Definitions["vma/guard.yaml"].Replace("bit: 11", round % 2 == 0 ? "bit: 44" : "bit: 11", StringComparison.Ordinal));
            driver = driver.ReplaceAdditionalText(current, edited).RunGenerators(compilation, CancellationToken.None);
            current = edited;
        });
        Assert.InRange(best, 0, 5);
    }

    private static (FlagProject Project, CSharpCompilation Compilation) Warm()
    {
        var project = FlagProject.OfVma();
        var compilation = project.Compile();
        for (var i = 0; i < 100; i++)
        {
            Driver(project).RunGenerators(compilation, CancellationToken.None);
        }

        return (project, compilation);
    }

    private static CSharpGeneratorDriver Driver(FlagProject project, AdditionalText[]? texts = null) => CSharpGeneratorDriver.Create(
        [new KernelFlagsGenerator().AsSourceGenerator()], texts ?? project.Texts(), project.ParseOptions, new DefinitionMetadata(project.Root));

    private static double Best(int rounds, Action<int> run)
    {
        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            run(round);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{best:F1} ms");
        return best;
    }
}
