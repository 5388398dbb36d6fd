using Microsoft.CodeAnalysis;

namespace KernelFlags.Tests.Shared.Mutations;

/// <summary>What the mutated assemblies are compiled against, read once.</summary>
internal static class MutatedReferences
{
    private static readonly Lazy<IReadOnlyList<(string Name, MetadataReference Reference)>> All = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => IsReferred(Path.GetFileName(path)))
            .Select(path => (Path.GetFileNameWithoutExtension(path), (MetadataReference)MetadataReference.CreateFromFile(path))),
    ]);

    /// <summary>All but the assembly that is compiled.</summary>
    public static IEnumerable<MetadataReference> Without(string name) => All.Value.Where(each => each.Name != name).Select(each => each.Reference);

    private static bool IsReferred(string file) =>
        file.StartsWith("System.", StringComparison.Ordinal) || file.StartsWith("xunit.", StringComparison.Ordinal)
        || file is "netstandard.dll" or "mscorlib.dll" or "KernelFlags.dll" or "KernelFlags.Vma.dll" or "KernelFlags.Linux.dll";
}
