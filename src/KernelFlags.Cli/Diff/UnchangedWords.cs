using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Says what did not change: a reviewer wants to know that too. A sentence stands only where each kernel bears it out.</summary>
internal static class UnchangedWords
{
    public static IReadOnlyList<string> Of(FlagTable before, FlagTable after, IReadOnlyList<PlacedChange> changes, IReadOnlyCollection<PointComparison> kernels)
    {
        bool Has(params ChangeKind[] kinds) => changes.Any(change => kinds.Contains(change.Change.Kind));
        bool Holds(Func<PointComparison, bool> holds) => kernels.All(holds);
        var names = before.Flags.Concat(after.Flags).Select(flag => flag.Name).Distinct().ToList();
        bool IsSame<T>(Func<Policy, T> part) => Policy.IsFor(before) && Policy.IsFor(after) && Holds(kernel =>
            names.TrueForAll(name => EqualityComparer<T>.Default.Equals(part(kernel.PolicyBefore(name)), part(kernel.PolicyAfter(name)))));
        bool IsThere(Policy policy) => policy.Merge != MergeRule.NoFlag;

        // A flag that some kernels newly have is new there.
        var hasSameFlags = !Policy.IsFor(before) || !Policy.IsFor(after) || IsSame(IsThere);
        (bool IsUnchanged, string Text)[] sentences =
        [
            (hasSameFlags && !Has(ChangeKind.FlagAdded, ChangeKind.FlagRemoved, ChangeKind.FlagRenamed), "No flag was added, removed or renamed."),
            (!Has(ChangeKind.BitMoved, ChangeKind.Presence, ChangeKind.Enumerator, ChangeKind.Width), "Every flag that both have keeps its bit, on every kernel."),
            (IsSame(policy => policy.Merge), "The same VMAs merge as before, and keep the same flags."),
            (IsSame(policy => policy.IsCopiedOnFork), "The same page tables are copied on fork."),
            (IsSame(policy => policy.IsAtomic), "The same flags may be set under a read lock."),
            (Holds(kernel => kernel.PrintsSameMnemonics), "smaps prints the same mnemonics."),
            (Holds(kernel => kernel.PrintsSameTraceNames), "Traces print the same names in the same order."),
            (!Has(ChangeKind.MaskAdded, ChangeKind.MaskRemoved) && Holds(kernel => kernel.HasSameMasks), "Every mask holds the same flags under the same names."),
        ];
        var flags = Untouched(after.Flags.Select(flag => flag.Name), changes);
        var masks = Untouched(after.Masks.Select(mask => mask.Name), changes);
        return
        [
            .. sentences.Where(sentence => sentence.IsUnchanged).Select(sentence => sentence.Text),
            FormattableString.Invariant($"{flags} of {after.Flags.Count} flags and {masks} of {after.Masks.Count} masks are as before."),
        ];
    }

    private static int Untouched(IEnumerable<string> names, IReadOnlyList<PlacedChange> changes) =>
        names.Except(changes.Select(change => change.Change.Subject)).Count();
}
