using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Changes;

/// <summary>How many borders a reason has more, or fewer, than before.</summary>
/// <param name="Key">The reason.</param>
/// <param name="Before">How many it had.</param>
/// <param name="After">How many it has.</param>
internal sealed record BorderGrowth(string Key, int Before, int After)
{
    /// <summary>Compares two looks.</summary>
    /// <param name="before">The VMAs before, in order.</param>
    /// <param name="after">The VMAs now, in order.</param>
    /// <param name="withFields">Whether both tell flags; else borders are those that maps tells.</param>
    /// <returns>The reasons with another number than before, those that changed most first.</returns>
    public static IReadOnlyList<BorderGrowth> Of(MapsKernel kernel, List<MapsEntry> before, List<MapsEntry> after, bool withFields)
    {
        var (old, now) = (Counts(kernel, before, withFields), Counts(kernel, after, withFields));
        return
        [
            .. old.Keys.Union(now.Keys, StringComparer.Ordinal)
                .Select(key => new BorderGrowth(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(one => one.Before != one.After)
                .OrderByDescending(one => Math.Abs(one.After - one.Before)).ThenBy(one => one.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>It in words.</summary>
    /// <returns>One line.</returns>
    public string Line() =>
        $"{ChangeText.Signed(After - Before)} border{(Math.Abs(After - Before) == 1 ? "" : "s")}: {BorderWords.Key(Key)} ({Sizes.Of(Before)} before, {Sizes.Of(After)} now)";

    private static Dictionary<string, int> Counts(MapsKernel kernel, List<MapsEntry> vmas, bool withFields)
    {
        var summary = new BorderSummary(kernel.Remedies);
        var borders = new BorderTracker(kernel.Explainer);
        foreach (var vma in vmas)
        {
            var entry = withFields ? vma : vma.WithoutFields();
            summary.Add(new(entry, kernel.Explainer.Flags(entry), [], AreGuardsTold: false, borders.Below(entry)), borders.Previous);
            borders.Advance(entry);
        }

        return summary.Groups.ToDictionary(group => group.Key, group => group.Count, StringComparer.Ordinal);
    }
}
