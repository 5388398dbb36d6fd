using System.Reflection;

namespace KernelFlags.Rendering.Tests;

/// <summary>The tables of the repository's own definitions.</summary>
internal static class OwnTables
{
    private static readonly string Root = Path.Combine(RepositoryRoot, "definitions");

    private static readonly Lazy<DefinitionModel> Loaded = new(() =>
        Load(Root, path => !path.StartsWith("samples/", StringComparison.Ordinal)));

    public static string RepositoryRoot =>
        typeof(OwnTables).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static DefinitionModel Model => Loaded.Value;

    /// <summary>A table on the kernel of a profile.</summary>
    public static ResolvedTable Of(string profile, string table = "vma") =>
        TableResolver.Resolve(Model.FindTable(table)!, KernelSelector.Of(Model, Model.FindProfile(profile)!));

    /// <summary>The table <c>vma</c> on a kernel, with the options given or all that the architecture can have.</summary>
    public static ResolvedTable Of(KernelVersion version, string arch, EquatableArray<string>? config = null) =>
        TableResolver.Resolve(Model.FindTable("vma")!, KernelSelector.Of(Model, version, arch, config));

    /// <summary>A table on a kernel, with all options that the architecture can have.</summary>
    public static ResolvedTable Of(string table, KernelVersion version, string arch) =>
        TableResolver.Resolve(Model.FindTable(table)!, KernelSelector.Of(Model, version, arch));

    /// <summary>The tables of words, on every architecture of the oldest and the newest kernel.</summary>
    public static IEnumerable<ResolvedTable> Words() =>
        from version in new[] { Model.Oldest, Model.Newest }
        from arch in KernelSelector.Architectures(Model, version)
        from table in Model.Tables.Where(table => table.IsWords)
        select Of(table.Name, version, arch);

    /// <summary>Every architecture of the oldest and the newest kernel with all options, and one without any: no MMU, 32 bits.</summary>
    public static IEnumerable<ResolvedTable> Everywhere() =>
        from version in new[] { Model.Oldest, Model.Newest }
        from table in KernelSelector.Architectures(Model, version)
            .Select(arch => Of(version, arch))
            .Append(Of(version, "arm", default(EquatableArray<string>)))
        select table;

    /// <summary>The table of a sample, which is a root of its own, on the newest kernel of x86_64.</summary>
    public static ResolvedTable Sample(string name)
    {
        var model = Load(Path.Combine(Root, "samples", name), _ => true);
        return TableResolver.Resolve(model.FindTable(name)!, KernelSelector.Of(model, model.Newest, "x86_64"));
    }

    private static DefinitionModel Load(string root, Func<string, bool> include) => DefinitionLoader.Load(Directory
        .EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories)
        .Select(path => (Path: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
        .Where(file => include(file.Relative))
        .Select(file => new DefinitionFile(file.Relative, file.Relative, File.ReadAllText(file.Path)))).Model;
}
