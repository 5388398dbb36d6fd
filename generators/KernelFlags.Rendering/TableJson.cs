using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>A table as JSON: what <c>kflags table --format json</c> prints, and the file of the <c>json</c> target.</summary>
public static class TableJson
{
    /// <summary>Lists with an item a line, whose closing bracket stands on a line of its own unless they are empty.</summary>
    private static readonly string[] Lists = ["words", "mask_names", "smaps", "trace"];

    /// <summary>Renders a table.</summary>
    /// <returns>One JSON document, a line for each flag, mask, bit and trace name; ends with a line feed.</returns>
    public static string Render(ResolvedTable table)
    {
        var view = TableView.Create(table);
        foreach (var list in Lists)
        {
            view[list + "_end"] = view[list] is ScriptArray { Count: > 0 } ? "\n  " : string.Empty;
        }

        return TemplateRenderer.Render("json/flags.json.scriban", view);
    }
}
