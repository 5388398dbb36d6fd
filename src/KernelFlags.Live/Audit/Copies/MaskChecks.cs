using KernelFlags.Live.Trees;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>Compares what sets of flags hold: in a copy with the header, and in the branches of one.</summary>
internal static class MaskChecks
{
    /// <summary>The sets of a copy that hold other flags than those of the header.</summary>
    /// <param name="files">The tree.</param>
    /// <param name="copy">The copy.</param>
    public static IEnumerable<CopyFinding> OfCopy(TreeFiles files, HeaderFlags copy)
    {
        foreach (var macros in copy.Macros.Where(macros => IsMask(copy, macros.Key) && IsMask(files.Header, macros.Key)))
        {
            var lacks = new SortedSet<string>(StringComparer.Ordinal);
            var extra = new SortedSet<string>(StringComparer.Ordinal);
            Configuration? first = null;
            foreach (var configuration in Configurations.Of([.. LinesOf(copy, macros.Key), .. LinesOf(files.Header, macros.Key)]))
            {
                if (copy.MacroIn(macros.Key, configuration) is { } mine && files.Header.MacroIn(macros.Key, configuration) is { } theirs)
                {
                    var (here, there) = (Members(copy, mine, configuration), Members(files.Header, theirs, configuration));
                    lacks.UnionWith(there.Except(here));
                    extra.UnionWith(here.Except(there));
                    first ??= here.SetEquals(there) ? null : configuration;
                }
            }

            if (first is not null)
            {
                var what = string.Join(" and ", new[] { Said("lacks", lacks), Said("has", extra) }.OfType<string>());
                var line = copy.MacroIn(macros.Key, first)!.Line;
                yield return CopyFinding.At(
                    AuditRule.Differs, copy.Source.File.Source, line.First, lacks.Concat(extra).First(), $"{macros.Key} {what}{Where(first)}; {HeaderSource.Header} has {(lacks.Count > 0 ? Pronoun(lacks) + " there" : "no such flag there")}");
            }
        }
    }

    /// <summary>The sets of the header that hold a flag in one branch of a conditional alone which has nothing to do with that flag.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> OfBranches(TreeFiles files)
    {
        var header = files.Header;
        foreach (var macros in header.Macros.Where(macros => macros.Count(macro => macro.Kind == FlagMacroKind.Mask) > 1))
        {
            var branches = macros.Where(macro => macro.Kind == FlagMacroKind.Mask && macro.Line.Guards.Count > 0)
                .GroupBy(macro => macro.Line.Guards[^1].Conditional).Where(group => group.Count() > 1);
            foreach (var branch in branches)
            {
                var sets = branch.Select(macro => (macro, Flags: macro.Mentions.Select(mention => header.FlagOf(mention.Name)).OfType<string>().ToHashSet(StringComparer.Ordinal))).ToList();
                var asked = Symbols(branch.Key);
                foreach (var flag in sets.SelectMany(set => set.Flags).Distinct().Where(flag => !SymbolsOf(header, flag).Overlaps(asked)).ToList())
                {
                    foreach (var (macro, _) in sets.Where(set => !set.Flags.Contains(flag)))
                    {
                        yield return CopyFinding.At(
                            AuditRule.Contradiction, header.Source.File.Source, macro.Line.First, flag, $"{macros.Key} lacks {flag} in this branch and has it in another; whether {flag} is there does not depend on {string.Join(" or ", asked)}");
                    }
                }
            }
        }
    }

    private static string? Said(string verb, SortedSet<string> flags) => flags.Count == 0 ? null : $"{verb} {string.Join(" and ", flags)}";

    private static string Pronoun(SortedSet<string> flags) => flags.Count == 1 ? "it" : "them";

    /// <summary>A configuration in words, unless the difference is there whatever is set.</summary>
    private static string Where(Configuration configuration) => configuration.Set.Count == 0 ? "" : configuration.Describe();

    private static bool IsMask(HeaderFlags flags, string name) =>
        flags.FlagOf(name) is null && flags.Macros[name].Any(macro => macro.Kind is FlagMacroKind.Mask or FlagMacroKind.Alias);

    /// <summary>The flags that a set holds in a configuration. A flag that is empty there counts: that is a matter of its own definition.</summary>
    private static HashSet<string> Members(HeaderFlags flags, FlagMacro macro, Configuration configuration)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<FlagMacro>([macro]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var mention in next.Mentions)
            {
                if (flags.FlagOf(mention.Name) is { } flag)
                {
                    members.Add(flag);
                }
                else if (!flags.Macros.Contains(mention.Name))
                {
                    members.Add(mention.Name);
                }
                else if (seen.Add(mention.Name) && flags.MacroIn(mention.Name, configuration) is { } set)
                {
                    waiting.Enqueue(set);
                }
            }
        }

        return members;
    }

    /// <summary>The lines on which it depends what a set holds.</summary>
    private static IEnumerable<CLine> LinesOf(HeaderFlags flags, string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { name };
        var waiting = new Queue<string>([name]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var macro in flags.Macros[next])
            {
                yield return macro.Line;
                macro.Mentions.Select(mention => mention.Name).Where(mention => flags.FlagOf(mention) is null && seen.Add(mention)).ToList().ForEach(waiting.Enqueue);
            }
        }
    }

    private static HashSet<string> Symbols(Conditional conditional) =>
        [.. conditional.Branches.SelectMany(branch => Configurations.SymbolsOf(branch.FullExpression))];

    private static HashSet<string> SymbolsOf(HeaderFlags header, string flag) =>
    [
        .. header.Macros[HeaderFlags.Word + flag].Select(macro => macro.Line).Concat(header.Bits[flag].Select(bit => bit.Line))
            .SelectMany(line => line.Guards).SelectMany(guard => Configurations.SymbolsOf(guard.FullExpression)),
    ];
}
