using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests.Harness;

/// <summary>What runs inside a <see cref="CompilerHost"/>: it may use the compiler and the runtime, and nothing else of these tests.</summary>
public static class HostProbe
{
    /// <summary>Runs generators on one file of C# and some definitions.</summary>
    /// <param name="generators">The files of the generators.</param>
    /// <param name="source">The C#.</param>
    /// <param name="definitions">Paths and texts, in turn.</param>
    /// <returns>The compiler's version; a line for each diagnostic, exception and generated file, and what the other generator's says.</returns>
    public static string[] Run(string[] generators, string source, string[] definitions)
    {
        var host = AssemblyLoadContext.GetLoadContext(typeof(HostProbe).Assembly)!;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(file) == "KernelFlags.dll")
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "Sample", [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var driver = CSharpGeneratorDriver.Create(
            generators.SelectMany(file => Instances(file, host)),
            Enumerable.Range(0, definitions.Length / 2).Select(i => new Text(definitions[2 * i], definitions[(2 * i) + 1])));
        var results = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics).GetRunResult().Results;
        return
        [
            typeof(Compilation).Assembly.GetName().Version!.ToString(2),
            .. diagnostics.Select(d => d.ToString()),
            .. results.Where(r => r.Exception is not null).Select(r => r.Exception!.ToString()),
            .. output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()),
            .. results.SelectMany(r => r.GeneratedSources).Select(s => s.HintName + (s.HintName == "Other.g.cs" ? " " + s.SourceText : string.Empty)),
        ];
    }

    private static IEnumerable<ISourceGenerator> Instances(string file, AssemblyLoadContext host) =>
        new AnalyzerFolder(Path.GetDirectoryName(file)!, host).LoadFromAssemblyPath(file).GetTypes()
            .Where(type => !type.IsAbstract && typeof(IIncrementalGenerator).IsAssignableFrom(type))
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator());

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) =>
            Microsoft.CodeAnalysis.Text.SourceText.From(text);
    }
}
