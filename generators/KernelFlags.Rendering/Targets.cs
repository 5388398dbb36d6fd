using KernelFlags.Rendering.Views;

namespace KernelFlags.Rendering;

/// <summary>The targets that a table is rendered to.</summary>
public static class Targets
{
    /// <summary>All targets, in the order in which they are listed.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("json", table => [new($"{table.Name}_flags.json", TableJson.Render(table))]),
    ];

    /// <summary>The target of a name.</summary>
    /// <param name="name">The name on the command line.</param>
    /// <returns>The target; null when there is none.</returns>
    public static Target? Find(string name) => All.FirstOrDefault(target => target.Name == name);

    /// <summary>Renders a template of the user's own; what it sees is described in this project's README.</summary>
    /// <param name="templateText">The template.</param>
    /// <param name="templateName">What errors call it.</param>
    /// <param name="table">The table.</param>
    /// <returns>The text.</returns>
    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static string RenderTemplate(string templateText, string templateName, ResolvedTable table) =>
        TemplateRenderer.RenderText(templateText, templateName, TableView.Create(table));
}
