using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Vma.Tests;

/// <summary>The engine's README and that of the repository: the first example compiles as it stands there, and prints what stands below it.</summary>
public sealed class ReadmeTests
{
    private const string Fence = "```";

    private const string Own = "src/KernelFlags.Vma/README.md";

    [Theory]
    [InlineData(Own)]
    [InlineData("README.md")]
    public void Example_CompiledAndRun_PrintsWhatStandsBelowIt(string page)
    {
        var path = Repository.Find(page);
        var readme = File.ReadAllText(path);
        var shown = Block(readme, "text");
        var printed = Run(Compile(Block(readme, "csharp")));
        if (Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1")
        {
            File.WriteAllText(path, readme.Replace(Fence + "text\n" + shown, Fence + "text\n" + printed, StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal(shown, printed);
        }
    }

    [Fact]
    public void Example_HasTenLinesAtMost() =>
        Assert.InRange(Block(File.ReadAllText(Repository.Find(Own)), "csharp").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 10);

    /// <summary>The first block of a language.</summary>
    private static string Block(string readme, string language)
    {
        var start = readme.IndexOf(Fence + language + "\n", StringComparison.Ordinal) + Fence.Length + language.Length + 1;
        return readme[start..readme.IndexOf(Fence, start, StringComparison.Ordinal)];
    }

    private static MethodInfo Compile(string example)
    {
        const string ImplicitUsings = "global using System;\n";
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            $"Example{Guid.NewGuid():N}",
            [
                CSharpSyntaxTree.ParseText(ImplicitUsings, cancellationToken: TestContext.Current.CancellationToken),
                CSharpSyntaxTree.ParseText(example, cancellationToken: TestContext.Current.CancellationToken),
            ],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image).EntryPoint!;
    }

    private static string Run(MethodInfo main)
    {
        var console = Console.Out;
        using var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        try
        {
            main.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString();
    }
}
