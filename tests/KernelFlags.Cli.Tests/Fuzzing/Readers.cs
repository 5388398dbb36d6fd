using KernelFlags.Cli.Tests.Fuzzing.Targets;

namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>The readers, by their names.</summary>
internal static class Readers
{
    private static readonly Dictionary<string, Func<ReaderTarget>> Known = new(StringComparer.Ordinal)
    {
        ["definitions"] = () => new DefinitionTarget(),
        ["traces"] = () => new TraceTarget(),
        ["strace"] = () => new StraceTarget(),
        ["smaps"] = () => new MapsTarget(withFields: true),
        ["maps"] = () => new MapsTarget(withFields: false),
        ["config"] = () => new ConfigTarget(),
        ["templates"] = () => new TemplateTarget(),
        ["trees"] = () => new TreeTarget(),
        ["objects"] = () => new ObjectTarget(),
        ["compiled-trees"] = () => new CompiledTreeTarget(),
        ["decode"] = () => new DecodeTarget(),
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>A reader, with nothing read yet.</summary>
    /// <param name="name">Its name.</param>
    public static ReaderTarget Create(string name) => Known[name]();
}
