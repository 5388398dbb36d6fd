using System.Collections.Concurrent;
using KernelFlags.Definitions.Binding;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions;

/// <summary>
/// The tables that come with the tool, by which one of a user's own is told from them: what was compared with kernels was compared with
/// these.
/// </summary>
internal static class ShippedTables
{
    private static readonly ConcurrentDictionary<string, Lazy<FlagTable?>> Tables = new(StringComparer.Ordinal);

    /// <summary>Whether a table says just what the one of its name that comes with the tool does.</summary>
    public static bool Contain(FlagTable table) => Tables
        .GetOrAdd(table.Name, name => new Lazy<FlagTable?>(() => DefinitionBinder.BindUnchecked(ShippedDefinitions.FilesOf(name)).FindTable(name)))
        .Value is { } shipped && shipped.Equals(table);

    /// <summary>Whether the options that the tables depend on are as they come with the tool. More may be there.</summary>
    public static bool HasOptionsOf(DefinitionModel model) =>
        model.Options == DefinitionBinder.Shipped.Options || DefinitionBinder.Shipped.Options.All(o => model.Options.Contains(o));
}
