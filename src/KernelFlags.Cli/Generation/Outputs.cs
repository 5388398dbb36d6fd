using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Generation;

/// <summary>The files that a call of <c>gen</c> is about. Nothing in them depends on where definitions or output lie.</summary>
/// <param name="Targets">The targets that they come from.</param>
internal sealed record Outputs(IReadOnlyList<Target> Targets, IReadOnlyList<OutputFile> Files)
{
    /// <summary>The targets that are made of all that the definitions say, and not of a table on a kernel.</summary>
    public static readonly string[] AboutEveryKernel = [CapabilityRenderer.Name, SourceRenderer.Name];

    private const string TemplateProblem = "KF9002";

    private static readonly string[] TemplateEndings = [".scriban", ".sbn"];

    /// <summary>Renders a table.</summary>
    /// <param name="model">The definitions that the table comes from.</param>
    /// <param name="targetNames">The targets; none means all, or with a template none.</param>
    /// <param name="templatePath">A template of the user's own; null for none.</param>
    /// <param name="terminal">Where relative paths start.</param>
    public static Outputs Render(
        DefinitionModel model, ResolvedTable table, IReadOnlyList<string> targetNames, string? templatePath, Terminal terminal)
    {
        IReadOnlyList<Target> targets = targetNames.Count == 0 && templatePath is null
            ? Rendering.Targets.All
            : [.. targetNames.Distinct(StringComparer.Ordinal).Select(name => Find(name, model))];
        var rendered = targets.Select(target => (target.Name, Files: target.Render(table))).ToList();
        if (targetNames.Count > 0 && rendered.Find(target => target.Files.Count == 0) is { Name: { } empty })
        {
            throw new UnusableException($"target {empty} is about flags, and table '{table.Name}' holds words of a system call");
        }

        var files = rendered.SelectMany(target => target.Files);
        return new Outputs(targets, [.. templatePath is null ? files : files.Append(RenderTemplate(table, templatePath, terminal))]);
    }

    private static Target Find(string name, DefinitionModel model)
    {
        if (AboutEveryKernel.Contains(name))
        {
            return name == SourceRenderer.Name ? SourceRenderer.TargetOf(model) : CapabilityRenderer.TargetOf(model);
        }

        var names = Rendering.Targets.All.Select(target => target.Name).Concat(AboutEveryKernel).ToList();
        return Rendering.Targets.Find(name) ?? throw new UnusableException($"there is no target '{name}'{Names.Hint(name, names)}");
    }

    private static OutputFile RenderTemplate(ResolvedTable table, string path, Terminal terminal)
    {
        var name = Path.GetFileName(path);
        var ending = TemplateEndings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal) && name.Length > ending.Length)
            ?? throw new UnusableException($"{path}: a template is called as its output, with .scriban behind: NAME.h.scriban");
        var text = InputFile.ReadText(terminal, path, Rendering.Targets.MaxTemplateBytes, TemplateProblem, "name a template");
        try
        {
            return new OutputFile(name[..^ending.Length], Rendering.Targets.RenderTemplate(text, path, table));
        }
        catch (TemplateException exception)
        {
            throw new UnusableException(
                FormattableString.Invariant($"{path}:{exception.Line}:{exception.Column}: error {TemplateProblem}: {Lines.Flatten(exception.Message)}"), exception);
        }
    }
}
