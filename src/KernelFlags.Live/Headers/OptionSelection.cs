using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Headers;

/// <summary>Which options of an architecture set others, as those Kconfig files of a tree say that are about memory and architectures.</summary>
internal sealed class OptionSelection
{
    private static readonly string[] CommonFiles = [KconfigSource.Memory, "arch/Kconfig", "init/Kconfig", "fs/Kconfig"];

    private readonly ILookup<string, KconfigEntry> _entries;
    private readonly ILookup<string, KconfigEntry> _selectors;

    private OptionSelection(IReadOnlyList<KconfigEntry> entries)
    {
        _entries = entries.ToLookup(o => o.Name, StringComparer.Ordinal);
        _selectors = entries
            .SelectMany(o => o.Selects.Select(s => (s.Option, By: o)))
            .ToLookup(s => s.Option, s => s.By, StringComparer.Ordinal);
    }

    /// <summary>Reads the files.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="arch">The architecture, by the name that the definitions have for it.</param>
    /// <returns>What is selected; nothing where the tree has no such files.</returns>
    /// <exception cref="HeaderException">A file can't be read.</exception>
    public static OptionSelection Read(string tree, string arch)
    {
        var folder = $"arch/{TreeDefinitions.SourceFolder(arch)}";
        var files = FilesIn(tree, folder).Concat(FilesIn(tree, $"{folder}/platforms")).Concat(CommonFiles);
        return new OptionSelection([.. files.SelectMany(f => KconfigSource.Read(tree, f)?.Entries ?? [])]);
    }

    /// <summary>How an option is described, once for each place.</summary>
    public IEnumerable<KconfigEntry> Find(string option) => _entries[option];

    /// <summary>The options that are still set without one: those that select it are not, nor is what nothing else selects any more.</summary>
    /// <param name="set">The names of the options that are set.</param>
    /// <param name="left">The option that is left out.</param>
    /// <param name="always">The options that are set whatever a configuration says.</param>
    public IReadOnlySet<string> Without(IEnumerable<string> set, string left, IReadOnlySet<string> always)
    {
        var rest = set.ToHashSet(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal) { left };
        bool Stays(KconfigEntry entry) => always.Contains(entry.Name) || (entry.HasDefault && !entry.HasPrompt);
        bool IsOrphan(string option) => rest.Contains(option)
            && _entries[option].All(e => !e.HasPrompt && !e.HasDefault)
            && _selectors[option].All(e => gone.Contains(e.Name) && !Stays(e));
        for (var waiting = new Queue<string>(gone); waiting.TryDequeue(out var next);)
        {
            rest.Remove(next);
            var selectors = _selectors[next].Where(e => !Stays(e) && e.Selects.Contains(new KconfigSelect(next, null))).Select(e => e.Name);
            var orphans = _entries[next].SelectMany(e => e.Selects).Select(s => s.Option).Where(IsOrphan);
            foreach (var name in selectors.Concat(orphans).Where(gone.Add).ToList())
            {
                waiting.Enqueue(name);
            }
        }

        return rest;
    }

    private static IEnumerable<string> FilesIn(string tree, string folder) => Directory.Exists(Path.Combine(tree, folder))
        ? Directory.EnumerateFiles(Path.Combine(tree, folder), "Kconfig*").Order(StringComparer.Ordinal).Select(f => $"{folder}/{Path.GetFileName(f)}")
        : [];
}
