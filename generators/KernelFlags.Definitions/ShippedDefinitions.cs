using System.Text;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions;

/// <summary>The definitions that come with the tool.</summary>
internal static class ShippedDefinitions
{
    private static readonly string[] KernelNames = ["kernel.yaml", "profiles.yaml", "capabilities.yaml"];

    /// <summary>
    /// The versions, architectures, options, profiles and capabilities that come with the tool, for a root that does not give its own.
    /// </summary>
    public static IEnumerable<DefinitionFile> KernelFiles => KernelNames.Select(Read);

    /// <summary>These, and a table; no file for one that does not come with the tool.</summary>
    public static IEnumerable<DefinitionFile> FilesOf(string table) => KernelFiles.Concat(typeof(ShippedDefinitions).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(table + "/", StringComparison.Ordinal) && name.EndsWith(".yaml", StringComparison.Ordinal))
        .Select(Read));

    private static DefinitionFile Read(string name)
    {
        using var stream = typeof(ShippedDefinitions).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("the resource '" + name + "' is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new DefinitionFile(name, name, reader.ReadToEnd());
    }
}
