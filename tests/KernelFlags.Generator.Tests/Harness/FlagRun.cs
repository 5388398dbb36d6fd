using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests.Harness;

/// <summary>
/// A run of the generator. Every run that a test makes is followed by one after an unrelated edit of C# and one after a comment in a
/// definition, and its steps are searched for what must not be kept: caching is not the business of single tests.
/// </summary>
internal sealed class FlagRun
{
    private readonly FlagProject _project;
    private readonly GeneratorDriver _driver;
    private readonly InMemoryText[] _texts;
    private readonly CSharpCompilation _input;

    private FlagRun(FlagProject project, GeneratorDriver driver, InMemoryText[] texts)
    {
        _project = project;
        _texts = texts;
        _input = project.Compile();
        _driver = driver.RunGeneratorsAndUpdateCompilation(_input, out var output, out var diagnostics);
        Output = (CSharpCompilation)output;
        Diagnostics = [.. diagnostics];
    }

    /// <summary>The project's code and the generated code.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>What the generator reported.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>The generated files, by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources => Result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    public static FlagRun Of(FlagProject project)
    {
        var texts = project.Texts();
        var run = new FlagRun(project, Driver(project, texts), texts);
        run.AssertNothingThrew();
        PipelineAssert.HoldsNothingOfTheCompilation(run.Result);
        run.AssertUnrelatedCSharpChangesNothing();
        run.AssertCommentsChangeNothing();
        return run;
    }

    public static GeneratorDriver Driver(FlagProject project, IEnumerable<AdditionalText> texts) => CSharpGeneratorDriver.Create(
        [new KernelFlagsGenerator().AsSourceGenerator()],
        texts,
        project.ParseOptions,
        new DefinitionMetadata(project.Root, project.OverlayRoot),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the same driver on a changed project.</summary>
    public FlagRun Rerun(FlagProject project)
    {
        var texts = project.Texts();
        var driver = _driver;
        foreach (var text in texts)
        {
            driver = Array.Find(_texts, t => t.Path == text.Path) is not { } old ? driver.AddAdditionalTexts([text])
                : _project.Definitions[text.Path[_project.Root.Length..]] == project.Definitions[text.Path[project.Root.Length..]] ? driver
                : driver.ReplaceAdditionalText(old, text);
        }

        var now = texts.Select(text => Array.Find(_texts, t => t.Path == text.Path && t.GetText().ToString() == text.GetText().ToString()) ?? text);
        var run = new FlagRun(project, driver, [.. now]);
        run.AssertNothingThrew();
        return run;
    }

    /// <summary>Why each value of a step is what it is.</summary>
    public IEnumerable<IncrementalStepRunReason> Reasons(string step) => PipelineAssert.Reasons(Result, step);

    /// <summary>The files that were rendered anew.</summary>
    public IEnumerable<string> Rendered() => PipelineAssert.Rendered(Result);

    /// <summary>Nothing that the compiler could say about the project and its generated code, documentation included.</summary>
    public void AssertCompiles()
    {
        Assert.Empty(Diagnostics);
        Assert.Empty(Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity != DiagnosticSeverity.Hidden));
    }

    /// <summary>The compiled project.</summary>
    public System.Reflection.Assembly Load()
    {
        using var stream = new MemoryStream();
        var emitted = Output.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(emitted.Diagnostics.Where(d => d.Severity != DiagnosticSeverity.Hidden));
        return System.Reflection.Assembly.Load(stream.ToArray());
    }

    private void AssertNothingThrew() => Assert.Null(Result.Exception);

    private void AssertUnrelatedCSharpChangesNothing()
    {
        var tree = CSharpSyntaxTree.ParseText("internal static class Unrelated { private const int X = 1; }", _project.ParseOptions);
        var moved = CSharpSyntaxTree.ParseText("// A line above.\n" + _project.Sources[0], _project.ParseOptions, "/project/Source0.cs");
        foreach (var edited in new[] { _input.AddSyntaxTrees(tree), _input.ReplaceSyntaxTree(_input.SyntaxTrees[0], moved) })
        {
            var result = _driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
            PipelineAssert.All(result, TrackingNames.SelectAttribute, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);
            PipelineAssert.EverythingElseIsCached(result, TrackingNames.SelectAttribute);
        }
    }

    private void AssertCommentsChangeNothing()
    {
        foreach (var text in _texts)
        {
            var before = text.GetText().ToString();
            if (DefinitionLoader.Load([new DefinitionFile("p", "p", before + "# A comment.\n")]).Problems.Any(p => p.Id.StartsWith("KF10", StringComparison.Ordinal) && p.Id != "KF1020")
                || !before.EndsWith('\n'))
            {
                continue;
            }

            var edited = new InMemoryText(text.Path, "# A comment that moves all lines.\n" + before + "# And another.\n");
            var result = _driver.ReplaceAdditionalText(text, edited)
                .RunGenerators(_input, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
            PipelineAssert.All(result, TrackingNames.SelectFile, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);
            PipelineAssert.EverythingElseIsCached(
                result, TrackingNames.ReadDefinition, TrackingNames.ParseDefinition, TrackingNames.SelectFile, TrackingNames.SelectProblems);
            break;
        }
    }
}
