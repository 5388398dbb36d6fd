using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Import;

/// <summary>Which names of a tree are flags, and which masks. Definitions that know a name say it; else the way in which it is written.</summary>
internal sealed class FlagNames
{
    /// <summary>The masks whose flags have a trait, by their names in newer and older headers.</summary>
    public static readonly IReadOnlyList<(string Trait, string[] Masks)> TraitMasks =
    [
        (Traits.Sticky, ["VMA_STICKY_FLAGS", "VM_STICKY"]),
        (Traits.IgnoreMerge, ["VMA_IGNORE_MERGE_FLAGS", "VM_IGNORE_MERGE"]),
        (Traits.AtomicWritable, ["VM_ATOMIC_SET_ALLOWED"]),
        (Traits.CopyOnFork, ["VM_COPY_ON_FORK"]),
    ];

    private readonly TreeSources _sources;
    private readonly HashSet<string> _knownFlags;
    private readonly HashSet<string> _knownMasks;

    /// <param name="cells">What the tree has.</param>
    /// <param name="sources">How it is written.</param>
    /// <param name="known">Definitions that may know a name.</param>
    public FlagNames(TreeCells cells, TreeSources sources, FlagTable known)
    {
        _sources = sources;
        _knownFlags = [.. known.Flags.Where(f => !f.EnumeratorOnly).Select(f => f.Name)];
        _knownMasks = [.. known.Masks.SelectMany(m => m.CNames).Select(n => n.Value)];
        var facts = cells.Outcomes.Select(o => o.Facts).OfType<HeaderFacts>().ToList();
        var words = facts.SelectMany(f => f.Words.Keys).Distinct().ToList();
        var enumerated = facts.SelectMany(f => f.Enumerators.Keys).Distinct().Select(TreeSources.Bare);
        var order = sources.Header.Macros.Select((m, i) => (m.Name, i)).GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.First().i);
        Masks = words.Where(IsMask).OrderBy(w => order.GetValueOrDefault(w, int.MaxValue)).ToHashSet(StringComparer.Ordinal);
        Flags = [.. enumerated.Concat(words.Where(w => !IsMask(w)).OrderBy(w => order.GetValueOrDefault(w, int.MaxValue)).Select(TreeSources.Bare)).Distinct()];
    }

    /// <summary>The flags, without prefix.</summary>
    public IReadOnlyList<string> Flags { get; }

    /// <summary>The masks, by their names in C.</summary>
    public IReadOnlySet<string> Masks { get; }

    /// <summary>The bit of a flag's word on a kernel; null where it has none, or its name in C is that of a mask.</summary>
    public int? WordBit(HeaderFacts facts, string name) =>
        facts.Words.TryGetValue("VM_" + name, out var word) && !Masks.Contains("VM_" + name) ? word.Single() : null;

    private bool IsMask(string word)
    {
        if (!word.StartsWith("VM_", StringComparison.Ordinal) || _knownMasks.Contains(word))
        {
            return true;
        }

        var kinds = _sources.Macros(word).Select(m => m.Kind).ToList();
        return !_knownFlags.Contains(TreeSources.Bare(word))
            && !kinds.Contains(FlagMacroKind.Bit)
            && (kinds.Contains(FlagMacroKind.Mask) || word.EndsWith("_FLAGS", StringComparison.Ordinal) || word.EndsWith("_MASK", StringComparison.Ordinal));
    }
}
