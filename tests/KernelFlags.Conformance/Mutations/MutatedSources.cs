using System.Collections.Concurrent;
using KernelFlags.Conformance.KernelTests;
using KernelFlags.Conformance.Replay;
using KernelFlags.Definitions;
using KernelFlags.Rendering.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Conformance.Mutations;

/// <summary>
/// The sources that mistakes are planted in, compiled in memory: the engine, the flag type of 64 bits, and that of 128 bits together with
/// the tests, whose assembly it is a part of. What is compiled takes the place of the assembly of that name.
/// </summary>
internal sealed class MutatedSources
{
    private const string Profile = "linux-7.2-x86_64";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.Latest, preprocessorSymbols: ["NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER", "NET10_0"]);

    private static readonly ConcurrentDictionary<string, MetadataReference> References = new();

    private readonly List<CSharpCompilation> _assemblies;

    public MutatedSources()
    {
        var tests = typeof(WideFlags).Assembly.GetName().Name!;
        _assemblies =
        [
            Compilation(
                "KernelFlags.Vma",
                Folder("../../src/KernelFlags.Vma"),
                $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{tests}\")]"),
            Compilation(
                "KernelFlags.Linux",
                Flags(Repository.Model, "vma", new("KernelFlags.Linux", Types("class Linux72"), "public", "VmaFlags")),
                "namespace KernelFlags.Linux; public static partial class Linux72;"),
            Compilation(
                tests,
                [
                    .. Folder("KernelTests"),
                    .. Flags(WideDefinitions(), "wide", new(typeof(WideFlags).Namespace!, Types(), "public", "WideFlags")),
                ],
                "global using Xunit;"),
        ];
    }

    /// <summary>Compiles with a mistake.</summary>
    /// <param name="mutation">The mistake.</param>
    /// <returns>The name of the assembly that has it, and the assembly.</returns>
    /// <exception cref="InvalidOperationException">The mistake can't be planted, or does not compile.</exception>
    public (string Name, byte[] Assembly) Compile(Mutation mutation)
    {
        foreach (var assembly in _assemblies)
        {
            if (assembly.SyntaxTrees.FirstOrDefault(t => t.FilePath == mutation.File) is { } tree)
            {
                var mutated = tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(mutation.Apply(tree.ToString())));
                return (assembly.AssemblyName!, Emit(assembly.ReplaceSyntaxTree(tree, mutated), mutation.Name));
            }
        }

        throw new InvalidOperationException($"There is no file {mutation.File} to plant '{mutation}' in.");
    }

    /// <summary>Compiles everything without a mistake.</summary>
    /// <returns>The assemblies by name.</returns>
    public IReadOnlyDictionary<string, byte[]> Compile() => _assemblies.ToDictionary(a => a.AssemblyName!, a => Emit(a, a.AssemblyName!));

    private static byte[] Emit(CSharpCompilation compilation, string what)
    {
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        return result.Success
            ? assembly.ToArray()
            : throw new InvalidOperationException(
                $"'{what}' does not compile: {result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}");
    }

    /// <summary>The C# files of a folder, by name; its path counts from this project.</summary>
    private static IEnumerable<(string Name, string Text)> Folder(string path)
    {
        var root = Path.GetFullPath(path, TraceFiles.Root);
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(p => Path.GetRelativePath(root, p).Split('/', '\\')[0] is not ("bin" or "obj"))
            .Select(p => (Path.GetFileName(p), File.ReadAllText(p)));
    }

    /// <summary>The files that the generator makes of a table.</summary>
    private static IEnumerable<(string Name, string Text)> Flags(DefinitionModel model, string table, CSharpType type)
    {
        var kernel = KernelSelector.Of(model, model.FindProfile(Profile)!);
        return CSharpFiles.Of(TableResolver.Resolve(model.FindTable(table)!, kernel), type, TableResolver.Capabilities(model, kernel))
            .Select(f => (f.Name, f.Render()));
    }

    /// <summary>The definitions of the table of 128 bits, as this project's file lists them.</summary>
    private static DefinitionModel WideDefinitions()
    {
        var definitions = Path.GetFullPath("../../definitions", TraceFiles.Root);
        IEnumerable<(string Path, string Name)> files =
        [
            (Path.Combine(definitions, "kernel.yaml"), "kernel.yaml"),
            (Path.Combine(TraceFiles.Root, "KernelTests/profiles.yaml"), "profiles.yaml"),
            .. Directory.GetFiles(Path.Combine(definitions, "samples/wide/wide"), "*.yaml").Select(p => (p, "wide/" + Path.GetFileName(p))),
        ];
        return DefinitionLoader.Load(files.Select(f => new DefinitionFile(f.Name, f.Name, File.ReadAllText(f.Path)))).Model;
    }

    private static EquatableArray<string> Types(params string[] around) => around.ToEquatableArray();

    private static CSharpCompilation Compilation(string name, IEnumerable<(string Name, string Text)> sources, string more = "") =>
        CSharpCompilation.Create(
            name,
            sources.Append(("", $"{ImplicitUsings}\n{more}")).Select(s => CSharpSyntaxTree.ParseText(s.Item2, ParseOptions, s.Item1)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileNameWithoutExtension(path) != name && IsReferred(Path.GetFileName(path)))
                .Select(path => References.GetOrAdd(path, p => MetadataReference.CreateFromFile(p))),
            new(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release));

    private static bool IsReferred(string file) =>
        file.StartsWith("System.", StringComparison.Ordinal) || file.StartsWith("xunit.", StringComparison.Ordinal)
        || file is "netstandard.dll" or "mscorlib.dll" or "KernelFlags.dll" or "KernelFlags.Vma.dll" or "KernelFlags.Linux.dll";
}
