namespace KernelFlags.Rendering.Tests;

/// <summary>The tables of the repository's own definitions.</summary>
internal static class OwnTables
{
    /// <summary>A table on the kernel of a profile.</summary>
    public static ResolvedTable Of(string profile, string table = "vma") =>
        TableResolver.Resolve(Repository.Model.FindTable(table)!, KernelSelector.Of(Repository.Model, Repository.Model.FindProfile(profile)!));

    /// <summary>The table <c>vma</c> on a kernel, with the options given or all that the architecture can have.</summary>
    public static ResolvedTable Of(KernelVersion version, string arch, EquatableArray<string>? config = null) =>
        TableResolver.Resolve(Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, version, arch, config));

    /// <summary>A table on a kernel, with all options that the architecture can have.</summary>
    public static ResolvedTable Of(string table, KernelVersion version, string arch) =>
        TableResolver.Resolve(Repository.Model.FindTable(table)!, KernelSelector.Of(Repository.Model, version, arch));

    /// <summary>The tables of words, on every architecture of the oldest and the newest kernel.</summary>
    public static IEnumerable<ResolvedTable> Words() =>
        from version in new[] { Repository.Model.Oldest, Repository.Model.Newest }
        from arch in KernelSelector.Architectures(Repository.Model, version)
        from table in Repository.Model.Tables.Where(table => table.IsWords)
        select Of(table.Name, version, arch);

    /// <summary>Every architecture of the oldest and the newest kernel with all options, and one without any: no MMU, 32 bits.</summary>
    public static IEnumerable<ResolvedTable> Everywhere() =>
        from version in new[] { Repository.Model.Oldest, Repository.Model.Newest }
        from table in KernelSelector.Architectures(Repository.Model, version)
            .Select(arch => Of(version, arch))
            .Append(Of(version, "arm", default(EquatableArray<string>)))
        select table;

    /// <summary>The table of a sample, which is a root of its own, on the newest kernel of x86_64.</summary>
    public static ResolvedTable Sample(string name)
    {
        var model = DefinitionLoader.Load(Repository.FilesUnder(Repository.Find($"definitions/samples/{name}"))).Model;
        return TableResolver.Resolve(model.FindTable(name)!, KernelSelector.Of(model, model.Newest, "x86_64"));
    }
}
