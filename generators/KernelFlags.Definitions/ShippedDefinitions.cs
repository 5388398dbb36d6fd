using System.Text;

namespace KernelFlags.Definitions;

/// <summary>
/// The versions, architectures, options, profiles and capabilities that come with the tool, for a root that does not give its own.
/// </summary>
internal static class ShippedDefinitions
{
    private static readonly string[] Names = ["kernel.yaml", "profiles.yaml", "capabilities.yaml"];

    public static IEnumerable<DefinitionFile> Files => Names.Select(name => new DefinitionFile(name, name, Read(name)));

    private static string Read(string name)
    {
        using var stream = typeof(ShippedDefinitions).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("the resource '" + name + "' is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
