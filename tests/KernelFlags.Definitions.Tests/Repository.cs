using System.Reflection;

namespace KernelFlags.Definitions.Tests;

/// <summary>The files of the checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<LoadResult> Loaded = new(() => DefinitionLoader.Load(DefinitionFiles()));

    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Definitions { get; } = Path.Combine(Root, "definitions");

    public static string TestFolder { get; } = Path.Combine(Root, "tests", "KernelFlags.Definitions.Tests");

    /// <summary>The definitions of the checkout.</summary>
    public static DefinitionModel Model => Loaded.Value.Model;

    /// <summary>The files of the definitions, without the samples.</summary>
    public static List<DefinitionFile> DefinitionFiles() =>
        FilesUnder(Definitions, path => !path.StartsWith("samples/", StringComparison.Ordinal));

    /// <summary>The definition files of a folder that is a root.</summary>
    public static List<DefinitionFile> FilesUnder(string root, Func<string, bool>? include = null) =>
        [.. Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(f => include is null || include(f.Relative))
            .OrderBy(f => f.Relative, StringComparer.Ordinal)
            .Select(f => DefinitionFile.FromBytes(f.Relative, f.Relative, File.ReadAllBytes(f.Path)))];
}
