using System.Reflection;

namespace KernelFlags.Rendering.Tests;

/// <summary>The tables of the repository's own definitions.</summary>
internal static class OwnTables
{
    private static readonly string Root = Path.Combine(RepositoryRoot, "definitions");

    private static readonly Lazy<DefinitionModel> Loaded = new(() => DefinitionLoader.Load(Directory
        .EnumerateFiles(Root, "*.yaml", SearchOption.AllDirectories)
        .Select(path => (Path: path, Relative: Path.GetRelativePath(Root, path).Replace('\\', '/')))
        .Where(file => !file.Relative.StartsWith("samples/", StringComparison.Ordinal))
        .Select(file => new DefinitionFile(file.Relative, file.Relative, File.ReadAllText(file.Path)))).Model);

    public static string RepositoryRoot =>
        typeof(OwnTables).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static DefinitionModel Model => Loaded.Value;

    /// <summary>A table on the kernel of a profile.</summary>
    public static ResolvedTable Of(string profile, string table = "vma") =>
        TableResolver.Resolve(Model.FindTable(table)!, KernelSelector.Of(Model, Model.FindProfile(profile)!));

    /// <summary>The table <c>vma</c> on a kernel, with the options given or all that the architecture can have.</summary>
    public static ResolvedTable Of(KernelVersion version, string arch, EquatableArray<string>? config = null) =>
        TableResolver.Resolve(Model.FindTable("vma")!, KernelSelector.Of(Model, version, arch, config));

    /// <summary>Every architecture of the oldest and the newest kernel with all options, and one without any: no MMU, 32 bits.</summary>
    public static IEnumerable<ResolvedTable> Everywhere() =>
        from version in new[] { Model.Oldest, Model.Newest }
        from table in KernelSelector.Architectures(Model, version).Select(arch => Of(version, arch)).Append(Of(version, "arm", default(EquatableArray<string>)))
        select table;
}
