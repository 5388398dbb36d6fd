using System.Reflection;

namespace KernelFlags.Generator.Tests;

/// <summary>The files of the checkout that the tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The definitions, by path below their folder.</summary>
    public static IReadOnlyDictionary<string, string> Definitions { get; } = Under("definitions", path => !path.StartsWith("samples/", StringComparison.Ordinal));

    public static string Metadata(string key) =>
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    public static SortedDictionary<string, string> Under(string folder, Func<string, bool>? include = null)
    {
        var root = Path.Combine(Root, folder);
        var files = Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => include?.Invoke(path) ?? true);
        return new(files.ToDictionary(path => path, path => File.ReadAllText(Path.Combine(root, path))), StringComparer.Ordinal);
    }
}
