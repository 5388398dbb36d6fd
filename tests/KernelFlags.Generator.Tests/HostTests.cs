using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests;

/// <summary>Loading: in the oldest compiler, from a folder with nothing but what the package has, and beside generators with older libraries.</summary>
public sealed class HostTests : IDisposable
{
    private const string Oldest = "4.8.0";

    /// <summary>What the package puts beside the generator.</summary>
    private static readonly string[] Packed =
        ["KernelFlags.Generator.dll", "KernelFlags.Definitions.dll", "KernelFlags.Rendering.dll", "Scriban.Signed.dll", "YamlDotNet.dll"];

    private const string Source = "namespace Sample; [KernelFlags.KernelFlags(\"door\")] public readonly partial struct DoorFlags;";

    private static readonly string[] Door =
        ["/project/definitions/door/flags.yaml", "flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n- name: LOCKED\n  bit: 64\n  summary: Locked.\n"];

    private const string OtherGenerator = """
        using Microsoft.CodeAnalysis;

        [Generator]
        public sealed class Other : IIncrementalGenerator
        {
            public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterPostInitializationOutput(static output =>
            {
                var yaml = new YamlDotNet.Core.Parser(new System.IO.StringReader("a: [1]"));
                while (yaml.MoveNext())
                {
                }

                var text = Scriban.Template.Parse("// {{ yaml }}").Render(new { yaml = yaml.GetType().Assembly.GetName().Version.ToString() });
                output.AddSource("Other.g.cs", text + " " + typeof(Scriban.Template).Assembly.GetName().Version);
            });
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("kflags-host-").FullName;

    [Fact]
    public void OldestCompiler_LoadsTheGeneratorAndReportsAndGenerates()
    {
        var host = new CompilerHost(Oldest);
        var lines = host.Run([Ours()], Source, Door);
        Assert.Equal("4.8", lines[0]);
        Assert.Contains("door/flags.yaml(6,8): error KF2002", lines[1], StringComparison.Ordinal);
        Assert.True(lines.Count(line => line.StartsWith("Sample.", StringComparison.Ordinal)) == 9, string.Join('\n', lines));
        Assert.Equal(11, lines.Length);
    }

    [Fact]
    public void Generator_BesideOneWithOlderLibraries_HasItsOwnAndSoHasTheOther()
    {
        var host = new CompilerHost(Oldest);
        foreach (var generators in new[] { new[] { Other(), Ours() }, [Ours(), Other()] })
        {
            var lines = host.Run(generators, Source, [Door[0], Door[1].Replace("64", "1", StringComparison.Ordinal)]);
            Assert.Contains("Other.g.cs // 11.0.0.0 7.0.0.0", lines);
            Assert.True(lines.Count(line => line.StartsWith("Sample.", StringComparison.Ordinal)) == 9, string.Join('\n', lines));
            Assert.Equal(11, lines.Length);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Ours()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "ours")).FullName;
        foreach (var file in Packed)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file), overwrite: true);
        }

        return Path.Combine(folder, Packed[0]);
    }

    private string Other()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        string[] libraries =
        [
            CompilerHost.PackageFile("scriban.signed", "7.2.1", "lib/netstandard2.0/Scriban.Signed.dll"),
            CompilerHost.PackageFile("yamldotnet", "11.2.1", "lib/netstandard2.1/YamlDotNet.dll"),
        ];
        foreach (var library in libraries)
        {
            File.Copy(library, Path.Combine(folder, Path.GetFileName(library)), overwrite: true);
        }

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard.dll"))
            .Concat(libraries)
            .Append(CompilerHost.PackageFile("microsoft.codeanalysis.common", Oldest, "lib/net7.0/Microsoft.CodeAnalysis.dll"));
        var emitted = CSharpCompilation.Create(
            "Other",
            [CSharpSyntaxTree.ParseText(OtherGenerator, cancellationToken: TestContext.Current.CancellationToken)],
            references.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(Path.Combine(folder, "Other.dll"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return Path.Combine(folder, "Other.dll");
    }
}
