using System.Diagnostics;
using System.Runtime.InteropServices;
using Basic.Reference.Assemblies;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Definitions.Syntax;
using KernelFlags.Generator;
using KernelFlags.Generator.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Benchmarks.Generator;

/// <summary>A source generator, and a project that it works on.</summary>
internal abstract class GeneratorSubject
{
    private const int WarmUps = 100;
    private const int Runs = 100;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    /// <summary>How it is called.</summary>
    public abstract string Name { get; }

    /// <summary>The generator.</summary>
    protected abstract ISourceGenerator Generator { get; }

    /// <summary>The project's C#, before a keystroke or after it.</summary>
    /// <param name="isEdited">Whether after it.</param>
    protected abstract string Source(bool isEdited);

    /// <summary>The project's other files.</summary>
    /// <param name="isEdited">Whether after the keystroke.</param>
    /// <returns>The files; those that the keystroke leaves alone are the same objects.</returns>
    protected abstract AdditionalText[] Texts(bool isEdited);

    /// <summary>The times of a new driver, which makes everything, in milliseconds.</summary>
    /// <param name="lines">How many lines are generated.</param>
    public Figures MeasureWhole(out int lines)
    {
        var compilation = Compile(isEdited: false);
        var made = NewDriver().RunGenerators(compilation).GetRunResult();
        lines = made.GeneratedTrees.Sum(tree => tree.GetText().Lines.Count);
        return made.GeneratedTrees.IsEmpty
            ? throw new InvalidOperationException($"{Name} made nothing: {string.Join(' ', made.Diagnostics)}")
            : Measure(_ => NewDriver().RunGenerators(compilation));
    }

    /// <summary>The times from a keystroke that changes what is generated to the changed text, in milliseconds.</summary>
    public Figures MeasureKeystroke()
    {
        Compilation[] compilations = [Compile(isEdited: false), Compile(isEdited: true)];
        AdditionalText[][] texts = [Texts(isEdited: false), Texts(isEdited: true)];
        var driver = NewDriver().RunGenerators(compilations[0]);
        var state = 0;
        return Measure(_ =>
        {
            var old = texts[state];
            state = 1 - state;
            foreach (var (before, after) in old.Zip(texts[state]).Where(pair => pair.First != pair.Second))
            {
                driver = driver.ReplaceAdditionalText(before, after);
            }

            driver = driver.RunGenerators(compilations[state]);
        });
    }

    private static Figures Measure(Action<int> run)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            run(i);
        }

        return Figures.Of(Enumerable.Range(0, Runs).Select(i =>
        {
            var start = Stopwatch.GetTimestamp();
            run(i);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).ToList());
    }

    private CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create([Generator], Texts(isEdited: false), ParseOptions, new DefinitionMetadata("/project/definitions/"));

    private CSharpCompilation Compile(bool isEdited) => CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText(Source(isEdited), ParseOptions, "/project/Source.cs")],
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(KernelFlagsAttribute).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}

/// <summary>Our generator on our own definitions; the keystroke changes the bit of a flag.</summary>
internal sealed class OwnGenerator : GeneratorSubject
{
    private const string Edited = "vma/guard.yaml";

    private readonly AdditionalText[] _texts;
    private readonly AdditionalText[] _editedTexts;

    public OwnGenerator()
    {
        DefinitionFile[] files = [.. Repository.DefinitionFiles()];
        _texts = Array.ConvertAll(files, file => (AdditionalText)new InMemoryText("/project/definitions/" + file.Path, file.Text));
        var index = Array.FindIndex(files, file => file.Path == Edited);
        _editedTexts = [.. _texts];
        _editedTexts[index] = new InMemoryText(_texts[index].Path, files[index].Text.Replace("bit: 11", "bit: 44", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override string Name => "KernelFlags";

    /// <inheritdoc/>
    protected override ISourceGenerator Generator => new KernelFlagsGenerator().AsSourceGenerator();

    /// <inheritdoc/>
    protected override string Source(bool isEdited) =>
        """
        namespace Sample;

        [KernelFlags.KernelFlags("vma", Profile = "linux-7.2-x86_64")]
        public readonly partial struct VmaFlags;
        """;

    /// <inheritdoc/>
    protected override AdditionalText[] Texts(bool isEdited) => isEdited ? _editedTexts : _texts;
}

/// <summary>System.Text.Json's generator out of the SDK, on types that give about as many lines; the keystroke renames a property.</summary>
internal sealed class JsonGenerator : GeneratorSubject
{
    private const int Types = 8;
    private const int Properties = 8;

    private readonly Type _type = Load();

    /// <inheritdoc/>
    public override string Name => "System.Text.Json";

    /// <inheritdoc/>
    protected override ISourceGenerator Generator => ((IIncrementalGenerator)Activator.CreateInstance(_type)!).AsSourceGenerator();

    /// <inheritdoc/>
    protected override string Source(bool isEdited)
    {
        var attributes = Enumerable.Range(0, Types).Select(type => $"[System.Text.Json.Serialization.JsonSerializable(typeof(Item{type}))]");
        var types = Enumerable.Range(0, Types).Select(type =>
        {
            var properties = Enumerable.Range(0, Properties).Select(property => $"public ulong {(isEdited && type + property == 0 ? "Edited" : "Value")}{property} {{ get; set; }}");
            return $"public class Item{type} {{ {string.Join(' ', properties)} }}";
        });
        return $"""
            namespace Sample;
            {string.Join('\n', attributes)}
            internal partial class Items : System.Text.Json.Serialization.JsonSerializerContext;
            {string.Join('\n', types)}
            """;
    }

    /// <inheritdoc/>
    protected override AdditionalText[] Texts(bool isEdited) => [];

    private static Type Load()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var packs = Path.Combine(root, "packs/Microsoft.NETCore.App.Ref");
        var path = Directory.Exists(packs)
            ? Directory.EnumerateFiles(packs, "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        return path is null
            ? throw new UnusableException($"there is no System.Text.Json.SourceGeneration.dll below {packs}; it comes with the .NET SDK")
            : System.Reflection.Assembly.LoadFrom(path).GetTypes().Single(type => type.IsAssignableTo(typeof(IIncrementalGenerator)) && !type.IsAbstract);
    }
}
