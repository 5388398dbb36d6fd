using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests.Harness;

/// <summary>A project that uses the generator: its C# and its definitions, both in memory.</summary>
/// <param name="Sources">The C# files.</param>
/// <param name="Definitions">The definitions, by path below their folder.</param>
internal sealed record FlagProject(IReadOnlyList<string> Sources, IReadOnlyDictionary<string, string> Definitions)
{
    private static readonly MetadataReference[] References =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(KernelFlagsAttribute).Assembly.Location)];

    /// <summary>The folder that the definitions seem to lie in.</summary>
    public string Root { get; init; } = "/project/definitions/";

    /// <summary>The definitions that lie over them, as a project's own do over those of the package, by path below <see cref="OverlayRoot"/>.</summary>
    public IReadOnlyDictionary<string, string> Overlay { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder that they seem to lie in.</summary>
    public string OverlayRoot { get; init; } = "/project/own/";

    public LanguageVersion Language { get; init; } = LanguageVersion.CSharp12;

    public CSharpParseOptions ParseOptions => new(Language, DocumentationMode.Diagnose);

    /// <summary>One struct for a table of the checkout's definitions.</summary>
    public static FlagProject OfVma(string profile = "linux-7.2-x86_64") => Of(
        $$"""
        namespace Sample;

        [KernelFlags.KernelFlags("vma", Profile = "{{profile}}")]
        public readonly partial struct VmaFlags;
        """,
        DefinitionTexts.OfRepository);

    /// <summary>One struct for a table that has only these flags.</summary>
    public static FlagProject OfDoor(string flags, string attribute = "\"door\"") => Of(
        $$"""
        namespace Sample;

        [KernelFlags.KernelFlags({{attribute}})]
        public readonly partial struct DoorFlags;
        """,
        new Dictionary<string, string> { ["door/flags.yaml"] = flags });

    public static FlagProject Of(string source, IReadOnlyDictionary<string, string> definitions) => new([source], definitions);

    public FlagProject WithSource(string source) => this with { Sources = [.. Sources, source] };

    /// <summary>The project with a definition put in, or in another state.</summary>
    public FlagProject WithDefinition(string path, string text) => this with
    {
        Definitions = new SortedDictionary<string, string>(Definitions.ToDictionary(), StringComparer.Ordinal) { [path] = text },
    };

    /// <summary>The project with a definition changed.</summary>
    public FlagProject Edit(string path, string old, string @new)
    {
        Assert.Contains(old, Definitions[path], StringComparison.Ordinal);
        return WithDefinition(path, Definitions[path].Replace(old, @new, StringComparison.Ordinal));
    }

    public CSharpCompilation Compile() => CSharpCompilation.Create(
        "Sample",
        Sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"/project/Source{i}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            specificDiagnosticOptions: [new("KF8008", ReportDiagnostic.Suppress)],
            warningLevel: 9999));

    public InMemoryText[] Texts() =>
    [
        .. Definitions.Select(file => new InMemoryText(Root + file.Key, file.Value)),
        .. Overlay.Select(file => new InMemoryText(OverlayRoot + file.Key, file.Value)),
    ];

    /// <summary>Runs the generator, and again after edits that must change nothing.</summary>
    public FlagRun Run() => FlagRun.Of(this);
}
