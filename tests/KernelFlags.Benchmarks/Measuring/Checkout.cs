using System.Reflection;
using KernelFlags.Definitions;

namespace KernelFlags.Benchmarks.Measuring;

/// <summary>The checkout that the benchmarks were built in.</summary>
internal static class Checkout
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A path below the root.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The full path.</returns>
    public static string Find(string path) => Path.Combine(Root, path);

    /// <summary>Reads the definitions, samples left out.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyList<DefinitionFile> ReadDefinitions()
    {
        var folder = Find("definitions");
        return
        [
            .. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
                .Select(file => (File: file, Path: Path.GetRelativePath(folder, file)))
                .Where(file => !file.Path.StartsWith("samples/", StringComparison.Ordinal))
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => new DefinitionFile(file.Path, file.Path, File.ReadAllText(file.File))),
        ];
    }
}
