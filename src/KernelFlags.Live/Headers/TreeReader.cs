using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Headers;

/// <summary>Reads each file of a tree once, for however many architectures.</summary>
/// <param name="tree">The tree's folder.</param>
internal sealed class TreeReader(string tree)
{
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TreeDefinitions> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KconfigSource?> _kconfigs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OptionSelection> _selections = new(StringComparer.Ordinal);

    /// <summary>The tree's folder.</summary>
    public string Tree => tree;

    /// <summary>The definitions of an architecture.</summary>
    /// <exception cref="HeaderException">A file is missing, or does not hold what it should.</exception>
    public TreeDefinitions Definitions(string arch) => Once(_definitions, arch, a => TreeDefinitions.Read(this, a));

    /// <summary>What the options of an architecture select.</summary>
    /// <exception cref="HeaderException">A file can't be read.</exception>
    public OptionSelection Selection(string arch) => Once(_selections, arch, a => OptionSelection.Read(this, a));

    /// <summary>The text of a file; null where there is none.</summary>
    /// <exception cref="HeaderException">It can't be read.</exception>
    public string? Text(string path) => Once(_texts, path, p => TreeFile.Read(tree, p));

    /// <summary>A file of C.</summary>
    /// <exception cref="HeaderException">It can't be read, or is missing.</exception>
    public CSource Source(string path) => Once(_sources, path, p => CSource.Parse(
        Text(p) ?? throw new HeaderException($"{tree}: no {p}; this is not a kernel tree, or not a whole one"), p));

    /// <summary>The options of a file; null where there is none.</summary>
    /// <exception cref="HeaderException">It can't be read.</exception>
    public KconfigSource? Kconfig(string path) => Once(_kconfigs, path, p => KconfigSource.Read(tree, p));

    private static T Once<T>(Dictionary<string, T> known, string key, Func<string, T> make)
    {
        if (!known.TryGetValue(key, out var value))
        {
            known[key] = value = make(key);
        }

        return value;
    }
}
