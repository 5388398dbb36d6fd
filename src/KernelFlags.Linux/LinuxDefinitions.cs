using System.Text;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Linux;

/// <summary>The definitions that the types of this library were made from: what any other kernel is resolved from at run time.</summary>
public static class LinuxDefinitions
{
    private const string Extension = ".yaml";

    /// <summary>The files, to be loaded together with one's own.</summary>
    public static IReadOnlyList<DefinitionFile> Files { get; } = [.. Names().Select(name => new DefinitionFile(name, name, Read(name)))];

    private static readonly Lazy<DefinitionModel> Loaded = new(() => DefinitionLoader.Load(Files).Model);

    /// <summary>What they say. It is read when it is first asked for, which takes some milliseconds.</summary>
    public static DefinitionModel Model => Loaded.Value;

    private static IEnumerable<string> Names() => typeof(LinuxDefinitions).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(LinuxDefinitions).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
