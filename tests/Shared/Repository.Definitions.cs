namespace KernelFlags.Tests.Shared;

// The definitions of the checkout; linked where there is a loader for them. Some of the projects import its namespace everywhere, so
// that an import here would be one too many.
internal static partial class Repository
{
    private static readonly Lazy<KernelFlags.Definitions.LoadResult> Loaded = new(() => KernelFlags.Definitions.DefinitionLoader.Load(DefinitionFiles()));

    /// <summary>The folder of the definitions.</summary>
    public static string Definitions => Find("definitions");

    /// <summary>The definitions.</summary>
    public static KernelFlags.Definitions.Model.DefinitionModel Model => Loaded.Value.Model;

    /// <summary>The files of the definitions, without the samples.</summary>
    public static List<KernelFlags.Definitions.Syntax.DefinitionFile> DefinitionFiles() =>
        FilesUnder(Definitions, KernelFlags.Definitions.Syntax.DefinitionFile.IsDefinition);

    /// <summary>The YAML files of a folder that is a root, by their path from there.</summary>
    public static List<KernelFlags.Definitions.Syntax.DefinitionFile> FilesUnder(string root, Func<string, bool>? include = null) =>
        [.. Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(f => include is null || include(f.Relative))
            .OrderBy(f => f.Relative, StringComparer.Ordinal)
            .Select(f => KernelFlags.Definitions.Syntax.DefinitionFile.FromBytes(f.Relative, f.Relative, File.ReadAllBytes(f.Path)))];

    /// <summary>Loads definitions without errors: what a test changes is what they say, never how they are written.</summary>
    public static KernelFlags.Definitions.Model.DefinitionModel Load(IEnumerable<KernelFlags.Definitions.Syntax.DefinitionFile> files)
    {
        var result = KernelFlags.Definitions.DefinitionLoader.Load(files);
        var error = result.Problems.FirstOrDefault(problem => problem.Severity == KernelFlags.Definitions.Problems.Severity.Error);
        return error is null ? result.Model : throw new InvalidOperationException(error.ToString());
    }
}
