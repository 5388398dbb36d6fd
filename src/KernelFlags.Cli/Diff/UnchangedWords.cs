using KernelFlags.Definitions;

namespace KernelFlags.Cli.Diff;

/// <summary>Says what did not change: a reviewer wants to know that too.</summary>
internal static class UnchangedWords
{
    public static IReadOnlyList<string> Of(FlagTable table, IReadOnlyList<PlacedChange> changes, IReadOnlyList<RuleChange> rules)
    {
        bool Has(params ChangeKind[] kinds) => changes.Any(change => kinds.Contains(change.Change.Kind));
        bool HasRule(RuleKind kind) => rules.Any(rule => rule.Kind == kind);
        (bool IsChanged, string Text)[] sentences =
        [
            (Has(ChangeKind.FlagAdded, ChangeKind.FlagRemoved, ChangeKind.FlagRenamed), "No flag was added, removed or renamed."),
            (Has(ChangeKind.BitMoved, ChangeKind.Presence, ChangeKind.Enumerator), "Every flag that both have keeps its bit, on every kernel."),
            (HasRule(RuleKind.Merge), "The same VMAs merge as before, and keep the same flags."),
            (HasRule(RuleKind.Fork), "The same page tables are copied on fork."),
            (HasRule(RuleKind.Lock), "The same flags may be set under a read lock."),
            (Has(ChangeKind.Mnemonic), "smaps prints the same mnemonics."),
            (Has(ChangeKind.TraceName, ChangeKind.TraceOrder), "Traces print the same names in the same order."),
            (Has(ChangeKind.MaskAdded, ChangeKind.MaskRemoved, ChangeKind.MaskNames, ChangeKind.MaskMembers, ChangeKind.MaskValue), "Every mask holds the same flags under the same names."),
        ];
        var flags = Untouched(table.Flags.Select(flag => flag.Name), changes);
        var masks = Untouched(table.Masks.Select(mask => mask.Name), changes);
        var area = table.Settings.Contract is null ? "areas" : "VMAs";
        return
        [
            .. sentences.Where(sentence => !sentence.IsChanged).Select(sentence => sentence.Text.Replace("VMAs", area, StringComparison.Ordinal)),
            FormattableString.Invariant($"{flags} of {table.Flags.Count} flags and {masks} of {table.Masks.Count} masks are as before."),
        ];
    }

    private static int Untouched(IEnumerable<string> names, IReadOnlyList<PlacedChange> changes) =>
        names.Except(changes.Select(change => change.Change.Subject)).Count();
}
