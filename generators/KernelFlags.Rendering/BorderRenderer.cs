using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>
/// Renders how VMAs come to differ in flags to the table that <c>kflags maps</c> has without reading definitions. It is about every kernel.
/// </summary>
public static class BorderRenderer
{
    /// <summary>The name of this output on the command line.</summary>
    public const string Name = "borders";

    /// <summary>The file, below <c>src</c>.</summary>
    public const string FileName = "KernelFlags.Cli/Maps/FlagBorders.g.cs";

    /// <summary>The output as a target, which makes the same file whatever the table is.</summary>
    /// <param name="model">The definitions.</param>
    /// <returns>The target.</returns>
    public static Target TargetOf(DefinitionModel model) =>
        new(Name, _ => [new OutputFile(FileName, Render(model.Tables.Where(table => table.Settings.Contract == VmaContract.Name).SelectMany(table => table.Flags)))]);

    /// <summary>Renders the table.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>A C# source with LF endings.</returns>
    public static string Render(IEnumerable<Flag> flags) => TemplateRenderer.Render(
        "borders/FlagBorders.g.cs.scriban",
        new()
        {
            ["borders"] = Views.Rows.Of(flags.Where(flag => flag.Border is not null), flag => new ScriptObject
            {
                ["name"] = Escape.Json(flag.Name),
                ["cause"] = Escape.Json(flag.Border!.Cause),
                ["remedy"] = flag.Border.Remedy is { } remedy ? Escape.Json(remedy) : "null",
                ["result"] = flag.Border.Result is { } result ? Escape.Json(result) : "null",
            }),
        });
}
