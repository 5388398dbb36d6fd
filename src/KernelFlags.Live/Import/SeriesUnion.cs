using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Import;

/// <summary>
/// Joins what series bring to several trees, such as one to mainline and its backport to a stable branch: a flag that more than one brings is one
/// entry, of which each part holds on its branch.
/// </summary>
public static class SeriesUnion
{
    /// <summary>Joins them.</summary>
    /// <param name="series">What each series brings, that of the oldest tree first.</param>
    /// <returns>The entries of all.</returns>
    public static ImportedTable Of(IReadOnlyList<ImportedTable> series) => new(
        [.. series.SelectMany(s => s.Flags).GroupBy(f => f.Name, StringComparer.Ordinal).Select(g => g.Count() == 1 ? g.First() : Joined([.. g]))],
        [.. series.SelectMany(s => s.Masks).GroupBy(m => m.Name, StringComparer.Ordinal).Select(g => g.Count() == 1 ? g.First() : Joined([.. g]))]);

    private static Flag Joined(List<Flag> flags) => flags[^1] with
    {
        Exists = Condition.Always,
        Bit = Parts(flags, f => f.Bit),
        When = flags.TrueForAll(f => f.When == flags[0].When) ? flags[0].When : new Condition.Any(flags.Select(f => f.When.And(f.Exists)).ToEquatableArray()),
        Otherwise = Parts(flags, f => f.Otherwise).Append(new Case<Fallback>(Fallback.Absent, Condition.Always)).ToEquatableArray(),
        Smaps = PartsUnlessSame(flags, f => f.Smaps),
        Trace = PartsUnlessSame(flags, f => f.Trace),
        Traits = PartsUnlessSame(flags, f => f.Traits),
    };

    private static Mask Joined(List<Mask> masks) => masks[^1] with { CNames = masks.SelectMany(m => m.CNames).Distinct().ToEquatableArray() };

    private static EquatableArray<Case<T>> PartsUnlessSame<T>(List<Flag> flags, Func<Flag, EquatableArray<Case<T>>> of) =>
        flags.TrueForAll(f => of(f) == of(flags[0])) ? of(flags[0]) : Parts(flags, of);

    private static EquatableArray<Case<T>> Parts<T>(List<Flag> flags, Func<Flag, EquatableArray<Case<T>>> of) =>
        flags.SelectMany(f => of(f).Select(c => c with { When = c.When.And(f.Exists) })).ToEquatableArray();
}
