using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Says what a changed rule means, and shows it on two areas.</summary>
internal sealed class RuleWords
{
    private readonly ResolvedTable _table;
    private readonly string _flag;

    /// <summary>The words for a flag.</summary>
    /// <param name="table">A table of VMA flags that has the flag.</param>
    public RuleWords(ResolvedTable table, string flag)
    {
        _table = table;
        _flag = flag;
    }

    /// <summary>The rules that changed.</summary>
    /// <param name="kernels">The kernels that it is about.</param>
    /// <returns>A rule for each.</returns>
    public IEnumerable<RuleChange> Changes(Policy before, Policy after, string kernels)
    {
        if (before.Merge != after.Merge && after.Merge != MergeRule.NoFlag)
        {
            yield return new RuleChange(RuleKind.Merge, _flag, MergeTitle(before.Merge, after.Merge), MergeMeaning(before.Merge, after.Merge), kernels, MergeExample(before.Merge, after.Merge));
        }

        if (before.IsCopiedOnFork != after.IsCopiedOnFork && after.Merge != MergeRule.NoFlag)
        {
            yield return after.IsCopiedOnFork
                ? new RuleChange(RuleKind.Fork, _flag, Became(before, Traits.CopyOnFork), $"the page tables of a VMA with it are now copied on fork", kernels, ForkExample(before, after))
                : new RuleChange(RuleKind.Fork, _flag, NoLonger(Traits.CopyOnFork), $"the page tables of a VMA are no longer copied on fork because of it", kernels, ForkExample(before, after));
        }

        if (before.IsAtomic != after.IsAtomic && after.Merge != MergeRule.NoFlag)
        {
            yield return after.IsAtomic
                ? new RuleChange(RuleKind.Lock, _flag, Became(before, Traits.AtomicWritable), "it may now be set under a read lock", kernels, LockExample(before, after))
                : new RuleChange(RuleKind.Lock, _flag, NoLonger(Traits.AtomicWritable), "setting it now needs the write lock", kernels, LockExample(before, after));
        }
    }

    private string Became(Policy before, string trait) => before.Merge == MergeRule.NoFlag ? $"{_flag} is new and {trait}" : $"{_flag} became {trait}";

    private string NoLonger(string trait) => $"{_flag} is no longer {trait}";

    private string MergeTitle(MergeRule before, MergeRule after) => (before, after) switch
    {
        (MergeRule.NoFlag, MergeRule.Blocks) => $"{_flag} is new",
        (MergeRule.NoFlag, _) => $"{_flag} is new and {Word(after)}",
        (_, MergeRule.Blocks) or (MergeRule.Sticky, MergeRule.Ignored) => NoLonger(Word(before)),
        _ => $"{_flag} became {Word(after)}",
    };

    private static string Word(MergeRule rule) => rule switch
    {
        MergeRule.Sticky => Traits.Sticky,
        MergeRule.Ignored => Traits.IgnoreMerge,
        MergeRule.Special => "special",
        _ => "plain",
    };

    private static string MergeMeaning(MergeRule before, MergeRule after) => (before, after) switch
    {
        (_, MergeRule.Special) => $"a VMA with it never merges",
        (MergeRule.NoFlag, MergeRule.Sticky) => $"VMAs that differ only in it merge, and keep it",
        (MergeRule.NoFlag, MergeRule.Ignored) => $"VMAs that differ only in it merge; the result has what the call says",
        (MergeRule.NoFlag, _) => $"VMAs that differ in it do not merge",
        (MergeRule.Special, MergeRule.Blocks) => $"VMAs that both have it now merge",
        (MergeRule.Ignored, MergeRule.Sticky) => $"VMAs that differ only in it merge as before, and now keep it",
        (MergeRule.Sticky, MergeRule.Ignored) => $"VMAs that differ only in it merge as before, but the result has what the call says, and may lose it",
        (_, MergeRule.Sticky) => $"VMAs that differ only in it now merge, and keep it",
        (_, MergeRule.Ignored) => $"VMAs that differ only in it now merge; the result has what the call says",
        _ => $"VMAs that differ only in it no longer merge",
    };

    /// <summary>For a flag that never merges both areas have it: that is the pair whose fate the rule decides.</summary>
    private RuleExample MergeExample(MergeRule before, MergeRule after)
    {
        var both = before == MergeRule.Special || after == MergeRule.Special;
        return new RuleExample("left", Flags(true), "right", Flags(both), Fate(before, both), Fate(after, both));
    }

    private string Fate(MergeRule rule, bool both) => rule switch
    {
        MergeRule.NoFlag => "there was no such flag",
        MergeRule.Sticky => $"one VMA: {Flags(true)}",
        MergeRule.Ignored => both ? $"one VMA: {Flags(true)}" : $"one VMA: {Flags(false)}, {Shown()} as the call says",
        MergeRule.Blocks when both => $"one VMA: {Flags(true)}",
        _ => $"two VMAs",
    };

    private RuleExample ForkExample(Policy before, Policy after)
    {
        static string Fate(Policy policy) => policy.Merge == MergeRule.NoFlag ? "there was no such flag"
            : policy.IsCopiedOnFork ? "the child starts with the parent's page tables"
            : "the child's page tables are only copied for another reason";
        return new RuleExample("parent", Flags(true), "child", Flags(true), Fate(before), Fate(after));
    }

    private RuleExample LockExample(Policy before, Policy after)
    {
        static string Fate(Policy policy) => policy.Merge == MergeRule.NoFlag ? "there was no such flag"
            : policy.IsAtomic ? "one becomes the other under a read lock"
            : "one becomes the other under the write lock only";
        return new RuleExample("without", Flags(false), "with", Flags(true), Fate(before), Fate(after));
    }

    /// <summary>An area of everyday memory, with the flag or without it.</summary>
    private string Flags(bool with)
    {
        string[] everyday = ["READ", "WRITE", "MAYREAD", "MAYWRITE", "MAYEXEC"];
        var flags = _table.Flags.Where(flag => flag.Bit is not null && flag.Name != _flag && everyday.Contains(flag.Name)).ToList();
        flags = flags.Count > 0 ? flags : [.. _table.Flags.Where(flag => flag.Bit is not null && flag.AliasOf is null && flag.Name != _flag).Take(1)];
        return string.Join(' ', [.. flags.Select(Shown), .. with ? [Shown()] : Array.Empty<string>()]);
    }

    private string Shown() => _table.Flags.FirstOrDefault(flag => flag.Name == _flag) is { } flag ? Shown(flag) : _flag;

    private static string Shown(ResolvedFlag flag) => string.IsNullOrEmpty(flag.Smaps) ? flag.Name : flag.Smaps;
}
