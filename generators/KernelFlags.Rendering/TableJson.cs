using KernelFlags.Rendering.Views;

namespace KernelFlags.Rendering;

/// <summary>A table as JSON: what <c>kflags table --format json</c> prints, and the file of the <c>json</c> target.</summary>
public static class TableJson
{
    /// <summary>Renders a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>One JSON document, a line for each flag, mask, bit and trace name; ends with a line feed.</returns>
    public static string Render(ResolvedTable table) => TemplateRenderer.Render("json/flags.json.scriban", TableView.Create(table));
}
