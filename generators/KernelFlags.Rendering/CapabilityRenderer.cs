using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>
/// Renders what kernels do, as against the flags that they have, to the enumeration of <c>src/KernelFlags</c>. It is made of the whole
/// model, not of a table on one kernel, so it is not in <see cref="Targets.All"/>.
/// </summary>
public static class CapabilityRenderer
{
    /// <summary>The name of this output on the command line.</summary>
    public const string Name = "capabilities";

    /// <summary>The name of the file.</summary>
    public const string FileName = "KernelCapability.g.cs";

    /// <summary>The output as a target, which makes the same file whatever the table is.</summary>
    /// <returns>The target.</returns>
    public static Target TargetOf(DefinitionModel model) => new(Name, _ => [new OutputFile(FileName, Render(model.Capabilities))]);

    /// <summary>Renders the enumeration.</summary>
    /// <param name="capabilities">The capabilities; a capability's place is its number.</param>
    /// <returns>A C# source with LF endings.</returns>
    public static string Render(IEnumerable<Capability> capabilities) => TemplateRenderer.Render(
        "capabilities/KernelCapability.g.cs.scriban",
        new()
        {
            ["capabilities"] = Views.Rows.Of(capabilities.Select((capability, number) => (capability, number)), Row),
        });

    private static ScriptObject Row((Capability Capability, int Number) entry) => new()
    {
        ["gap"] = entry.Number == 0 ? string.Empty : "\n",
        ["name"] = Identifiers.Type(entry.Capability.Name),
        ["definition_name"] = entry.Capability.Name,
        ["number"] = entry.Number,
        ["summary"] = Escape.Xml(entry.Capability.Summary),
    };
}
