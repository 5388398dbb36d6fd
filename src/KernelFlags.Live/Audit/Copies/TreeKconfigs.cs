using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>The Kconfig files of a tree.</summary>
internal static class TreeKconfigs
{
    /// <summary>Files that no part of a tree has which was taken for its flags.</summary>
    private static readonly string[] OfWholeTrees = ["Kconfig", "drivers/Kconfig", "security/Kconfig"];

    /// <summary>Whether a tree has every Kconfig.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>True when so.</returns>
    public static bool AreAllThere(string tree) => Array.TrueForAll(OfWholeTrees, file => File.Exists(Path.Combine(tree, file)));

    /// <summary>The files, those that flags depend on first.</summary>
    /// <param name="tree">The tree's folder.</param>
    public static IEnumerable<KconfigSource> Of(string tree) => KconfigSource.ReadAll(tree).Concat(
        Directory.EnumerateFiles(tree, "Kconfig*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(tree, file))
            .Order(StringComparer.Ordinal)
            .Select(file => KconfigSource.Read(tree, file))
            .OfType<KconfigSource>());
}
