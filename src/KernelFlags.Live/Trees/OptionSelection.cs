using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Trees;

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
    /// <param name="reader">The tree.</param>
    /// <param name="arch">The architecture, by the name that the definitions have for it.</param>
    /// <returns>What is selected; nothing where the tree has no such files.</returns>
    /// <exception cref="HeaderException">A file can't be read.</exception>
    public static OptionSelection Read(TreeReader reader, string arch)
    {
        var tree = reader.Tree;
        var folder = $"arch/{TreeDefinitions.SourceFolder(arch)}";
        var files = FilesIn(tree, folder).Concat(FilesIn(tree, $"{folder}/platforms")).Concat(CommonFiles);
        return new OptionSelection([.. files.SelectMany(f => reader.Kconfig(f)?.Entries ?? [])]);
    }

    /// <summary>How an option is described, once for each place.</summary>
    public IEnumerable<KconfigEntry> Find(string option) => _entries[option];

    /// <summary>Whether an option can be set: whether what it depends on is, as far as that is up to the architecture alone.</summary>
    /// <param name="option">The option.</param>
    /// <param name="byArchitecture">The options that architectures set whatever a configuration says.</param>
    /// <param name="always">Those of this architecture.</param>
    public bool Allows(string option, IReadOnlySet<string> byArchitecture, IReadOnlySet<string> always)
    {
        bool IsMet(string term) => term.StartsWith('!') ? !always.Contains(term[1..]) : !byArchitecture.Contains(term) || always.Contains(term) || term == "MMU";
        var entries = _entries[option].ToList();
        return entries.Count == 0 || entries.Exists(e => e.DependsOn.SelectMany(d => d.Split("&&", StringSplitOptions.TrimEntries)).All(IsMet));
    }

    /// <summary>An option with what it selects; one that nobody is asked for with an option that selects it, and with what else that selects.</summary>
    /// <param name="option">The option.</param>
    /// <param name="always">The options that are set whatever a configuration says.</param>
    public IReadOnlySet<string> With(string option, IReadOnlySet<string> always)
    {
        var set = new HashSet<string>(StringComparer.Ordinal) { option };
        for (var waiting = new Queue<string>(set); waiting.TryDequeue(out var next);)
        {
            var isAsked = _entries[next].Any(e => e.HasPrompt || e.HasDefault);
            var by = _selectors[next].Where(e => !isAsked && !always.Contains(e.Name) && e.Selects.Contains(new KconfigSelect(next, null))).Select(e => e.Name).Take(1);
            var selected = _entries[next].SelectMany(e => e.Selects).Where(s => s.If is null).Select(s => s.Option);
            foreach (var name in (_selectors[next].Any(e => set.Contains(e.Name)) ? [] : by).Concat(selected).Where(set.Add).ToList())
            {
                waiting.Enqueue(name);
            }
        }

        return set;
    }

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
