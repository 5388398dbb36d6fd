using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>Which flags and masks two states of a tree have differently, on whatever kernel.</summary>
internal sealed class TreeChange
{
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _masks = new(StringComparer.Ordinal);

    /// <summary>Compares the facts of two states: those of a kernel with an option that the older one does not know with those without it.</summary>
    public TreeChange(TreeCells older, FlagNames olderNames, TreeCells newer, FlagNames newerNames)
    {
        var known = older.Configurations.SelectMany(c => c.Options).ToHashSet(StringComparer.Ordinal);
        var before = older.Configurations.Zip(older.Outcomes)
            .ToDictionary(c => Key(c.First, known), c => c.Second.Facts, StringComparer.Ordinal);
        foreach (var (on, outcome) in newer.Configurations.Zip(newer.Outcomes))
        {
            if (outcome.Facts is { } after && before.GetValueOrDefault(Key(on, known)) is { } facts)
            {
                _flags.UnionWith(olderNames.Flags.Union(newerNames.Flags).Where(f => !IsSame(f, facts, olderNames, after, newerNames)));
                _masks.UnionWith(olderNames.Masks.Union(newerNames.Masks).Where(m => !IsSame(m, facts, after)));
            }
        }
    }

    /// <summary>Whether a flag differs.</summary>
    public bool HasFlag(string name) => _flags.Contains(name);

    /// <summary>Whether a mask differs. One that holds the flags of a trait follows from them.</summary>
    public bool HasMask(string cName) => _masks.Contains(cName) && !FlagNames.TraitMasks.Any(t => t.Masks.Contains(cName));

    private static string Key(TreeConfiguration configuration, HashSet<string> known) =>
        configuration.Kernel.Arch + " " + string.Join(',', configuration.Kernel.Config.Where(o => known.Contains(TreeMatrix.NameOf(o))));

    private static bool IsSame(string flag, HeaderFacts before, FlagNames beforeNames, HeaderFacts after, FlagNames afterNames) =>
        Signature(flag, before, beforeNames).SequenceEqual(Signature(flag, after, afterNames));

    /// <summary>A mask is the same where it has the same flags, though one of them may have moved.</summary>
    private static bool IsSame(string mask, HeaderFacts before, HeaderFacts after) =>
        before.Words.TryGetValue(mask, out var old) == after.Words.TryGetValue(mask, out var now) && old == now;

    private static IEnumerable<string?> Signature(string flag, HeaderFacts facts, FlagNames names)
    {
        yield return facts.Enumerators.TryGetValue($"VMA_{flag}_BIT", out var enumerated) ? $"{enumerated}" : null;
        yield return names.Masks.Contains("VM_" + flag) ? null : facts.Words.TryGetValue("VM_" + flag, out var word) ? $"{word}" : null;
        var bit = names.WordBit(facts, flag);
        yield return bit is { } at && at < facts.Smaps.Count ? facts.Smaps[at] : null;
        foreach (var entry in facts.Trace.Where(e => e.CName == "VM_" + flag))
        {
            yield return entry.ToString();
        }

        foreach (var (_, masks) in FlagNames.TraitMasks)
        {
            yield return bit is { } its ? $"{masks.Any(m => facts.Words.TryGetValue(m, out var bits) && bits.Has(its))}" : null;
        }
    }
}
