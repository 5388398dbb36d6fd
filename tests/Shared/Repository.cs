using System.Reflection;

namespace KernelFlags.Tests.Shared;

/// <summary>The checkout that the tests were built in.</summary>
internal static partial class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The full path of a file or folder of it.</summary>
    /// <param name="path">The path from its root, with slashes.</param>
    public static string Find(string path) => Path.Combine(Root, path);

    /// <summary>What the project's file says by <c>AssemblyMetadata</c>.</summary>
    public static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
