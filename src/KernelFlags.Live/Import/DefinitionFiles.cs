using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Import;

/// <summary>What was imported, as files of definitions.</summary>
public static class DefinitionFiles
{
    private const string Schema = "# yaml-language-server: $schema=../definitions.schema.json\n";

    /// <summary>What stands where a human has to write a summary.</summary>
    public static string Unwritten => ImportedText.Unwritten;

    /// <summary>A root with the whole table. What the tool's own definitions say of kernels is not repeated, unless options are new.</summary>
    /// <param name="table">The table.</param>
    /// <param name="newOptions">Options that the model does not know.</param>
    /// <param name="known">The table whose settings it has.</param>
    /// <param name="model">The definitions that know the other options.</param>
    /// <returns>The files, by their paths.</returns>
    public static IReadOnlyList<(string Path, string Text)> Table(
        ImportedTable table, IReadOnlyList<ImportedOption> newOptions, FlagTable known, DefinitionModel model) =>
    [
        .. newOptions.Count == 0 ? [] : new[] { ("kernel.yaml", DefinitionText.Options(model.Options) + ImportedOption.Text(newOptions, null)["options:\n".Length..]) },
        ("vma/table.yaml", Schema + DefinitionText.Settings(known.Settings)),
        ("vma/flags.yaml", Schema + DefinitionText.Flags(table.Flags)),
        ("vma/masks.yaml", Schema + DefinitionText.Masks(table.Masks)),
    ];

    /// <summary>An overlay with what a series changes.</summary>
    /// <param name="table">What it changes.</param>
    /// <param name="newOptions">Options that it adds.</param>
    /// <param name="since">The version that it comes with.</param>
    /// <returns>The files, by their paths; none where it changes nothing.</returns>
    public static IReadOnlyList<(string Path, string Text)> Series(ImportedTable table, IReadOnlyList<ImportedOption> newOptions, VersionPoint since)
    {
        string[] parts = [DefinitionText.Flags(table.Flags), DefinitionText.Masks(table.Masks)];
        var entries = string.Join("\n", parts.Where(p => p.Length > 0));
        return
        [
            .. newOptions.Count == 0 ? [] : new[] { ("kernel.yaml", ImportedOption.Text(newOptions, since)) },
            .. entries.Length == 0 ? [] : new[] { ("vma/series.yaml", entries) },
        ];
    }
}
