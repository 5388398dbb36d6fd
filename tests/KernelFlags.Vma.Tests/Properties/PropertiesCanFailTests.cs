using System.Reflection;
using System.Runtime.Loader;
using KernelFlags.Conformance.Mutations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>The properties are tested: each does not hold of an engine with a mistake in it that it is about.</summary>
public sealed class PropertiesCanFailTests
{
    private const int Factor = 8;

    private const string Engine = "KernelFlags.Vma";

    private const string Merge = "AddressSpace.Merge.cs";

    private static readonly (string Property, Mutation Mistake)[] Mistakes =
    [
        (nameof(StickyFlagsStay), new("a merge drops sticky flags", Merge, "survivor | (others & TFlags.Sticky)", "survivor")),
        (
            nameof(StickyFlagsStay),
            new(
                "a merge takes sticky flags from a VMA that it leaves alone",
                Merge,
                "both ? proposed.Flags | next.Flags : proposed.Flags",
                "proposed.Flags | next.Flags")),
        (nameof(PagesAreThoseOfTheModel), new("a merge takes all flags", Merge, "survivor | (others & TFlags.Sticky)", "survivor | others")),
        (nameof(PagesAreThoseOfTheModel), new("a split keeps the offset", Merge, "vma.PageOffset + Page(address - vma.Start);", "vma.PageOffset;")),
        (nameof(PagesAreThoseOfTheModel), new("munlock does nothing", "AddressSpace.Mlock.cs", "ApplyLock(address, length, TFlags.None)", "Errno.None")),
        (
            nameof(NothingChangesOutsideTheRange),
            new(
                "advice reaches the whole VMA",
                "AddressSpace.Madvise.cs",
                "TryModify(ref at, ref vma, start, end,",
                "TryModify(ref at, ref vma, vma.Start, vma.End,")),
        (nameof(TouchingVmasDiffer), new("a change does not merge upwards", Merge, "if ((left || right) &&", "if (left &&")),
        (nameof(TouchingVmasDiffer), new("mmap does not merge downwards", Merge, "var left = hasPrevious && Merges", "var left = !hasPrevious && Merges")),
        (nameof(MergingBackRestores), new("a change does not merge downwards", Merge, "if ((left || right) &&", "if (right &&")),
        (
            nameof(FailuresChangeNothing),
            new("mmap unmaps before it can fail", "AddressSpace.Mmap.cs", "        at = Unmap(at, ref replaced);\n", "        _isPrepared = false;\n        at = Unmap(at, ref replaced);\n")),
        (nameof(FailuresChangeNothing), new("a failed move keeps its promise", "AddressSpace.Move.cs", "            Uncommit(vma.Flags, charge);\n", "")),
        (nameof(PromisesAreKept), new("munmap keeps the promise", "AddressSpace.Munmap.cs", "            _machine.Uncommit(Page(plan.Accounted));\n", "")),
    ];

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;

        """;

    private static readonly CSharpCompilation Compilation = Sources();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (property, mistake) in Mistakes)
            {
                pairs.Add(property, mistake.Name);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Property_DoesNotHold_OfAnEngineWithAMistake(string property, string mistake)
    {
        var engine = new Context(Compile(Mistakes.First(m => m.Property == property && m.Mistake.Name == mistake).Mistake));
        try
        {
            var tests = engine.LoadFromAssemblyName(typeof(Property).Assembly.GetName());
            var type = tests.GetType($"{typeof(Property).Namespace}.{property}", throwOnError: true)!;

            // The runs end with the first failure; that there is one must not depend on luck.
            tests.GetType(typeof(Property).FullName!)!.GetProperty(nameof(Property.Factor), BindingFlags.NonPublic | BindingFlags.Static)!.SetValue(null, Factor);
            var test = type.GetMethods().Single(m => m.IsDefined(typeof(TheoryAttribute)));
            var thrown = Assert.Throws<TargetInvocationException>(() => test.Invoke(Activator.CreateInstance(type), ["Linux 7.2"]));
            Assert.Equal("CsCheckException", thrown.InnerException!.GetType().Name);
        }
        finally
        {
            engine.Unload();
        }
    }

    private static byte[] Compile(Mutation mistake)
    {
        var tree = Compilation.SyntaxTrees.First(t => t.FilePath == mistake.File);
        var mutated = tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(mistake.Apply(tree.ToString())));
        using var image = new MemoryStream();
        var result = Compilation.ReplaceSyntaxTree(tree, mutated).Emit(image);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return image.ToArray();
    }

    private static CSharpCompilation Sources()
    {
        var visible = $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{typeof(Property).Assembly.GetName().Name}\")]";
        var options = new CSharpParseOptions(
            LanguageVersion.Latest, preprocessorSymbols: ["NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER", "NET10_0"]);
        var root = Path.Combine(Repository.Root, "src", Engine);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, Path.GetFileName(path)))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings + visible, options));
        return CSharpCompilation.Create(
            Engine,
            files,
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileNameWithoutExtension(path) is var name && name != Engine
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib" or "KernelFlags"))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release));
    }

    /// <summary>Loads the tests once more, over another engine; everything else is shared.</summary>
    private sealed class Context(byte[] engine) : AssemblyLoadContext("mistaken", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name == Engine)
            {
                using var image = new MemoryStream(engine);
                return LoadFromStream(image);
            }

            return assemblyName.Name == typeof(Property).Assembly.GetName().Name
                ? LoadFromAssemblyPath(typeof(Property).Assembly.Location)
                : null;
        }
    }
}
