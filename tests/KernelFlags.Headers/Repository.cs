using System.Reflection;

namespace KernelFlags.Headers;

/// <summary>The definitions of the checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<DefinitionModel> Loaded = new(() => Load(DefinitionFiles()));

    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public static DefinitionModel Model => Loaded.Value;

    public static List<DefinitionFile> DefinitionFiles()
    {
        var root = Path.Combine(Root, "definitions");
        return [.. Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(f => !f.Relative.StartsWith("samples/", StringComparison.Ordinal))
            .OrderBy(f => f.Relative, StringComparer.Ordinal)
            .Select(f => DefinitionFile.FromBytes(f.Relative, f.Relative, File.ReadAllBytes(f.Path)))];
    }

    /// <summary>Loads definitions; the tests here break what they say, never how they are written.</summary>
    public static DefinitionModel Load(IEnumerable<DefinitionFile> files)
    {
        var result = DefinitionLoader.Load(files);
        Assert.DoesNotContain(result.Problems, p => p.Severity == Severity.Error);
        return result.Model;
    }
}
