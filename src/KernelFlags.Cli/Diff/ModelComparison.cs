using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Compares what does not depend on a kernel: the wording of a table, its reserved bits, and the kernels that are described.</summary>
internal static class ModelComparison
{
    public static IReadOnlyList<PlacedChange> Compare(DefinitionModel before, DefinitionModel after, FlagTable? tableBefore, FlagTable? tableAfter) =>
    [
        .. tableBefore is null || tableAfter is null ? [] : OfTable(tableBefore, tableAfter),
        .. Named("architecture", before.Architectures, after.Architectures, arch => arch.Name, _ => "there"),
        .. Named("option", before.Options, after.Options, option => option.Name, _ => "there"),
        .. Compared("compared with headers", before.Verified, after.Verified),
        .. Compared("compared with an image", before.Images, after.Images),
        .. Named("oldest kernel", [before.Oldest], [after.Oldest], version => version.ToString(), _ => "yes"),
        .. Named("newest kernel", [before.Newest], [after.Newest], version => version.ToString(), _ => "yes"),
        .. Named("profile", before.Profiles, after.Profiles, profile => profile.Name, profile => profile.Summary),
        .. Named("capability", before.Capabilities, after.Capabilities, capability => capability.Name, capability => capability.Summary),
    ];

    private static IEnumerable<PlacedChange> Compared(string what, EquatableArray<Case<KernelVersion>> before, EquatableArray<Case<KernelVersion>> after) =>
        Named(what, before, after, version => version.Value.ToFullString(), _ => "yes");

    private static IEnumerable<PlacedChange> OfTable(FlagTable before, FlagTable after) =>
    [
        .. Wording(before.Flags, after.Flags, flag => flag.Name, flag => flag.Summary, "meaning"),
        .. Wording(before.Flags, after.Flags, flag => flag.Name, flag => flag.Cause ?? "", "cause"),
        .. Wording(before.Masks, after.Masks, mask => mask.Name, mask => mask.Summary, "meaning"),
        .. Named("reserved bit", before.Reserved, after.Reserved, bit => bit.Bit.ToString(System.Globalization.CultureInfo.InvariantCulture), bit => bit.Summary)
            .Select(change => change with { Change = change.Change with { Kind = ChangeKind.Reserved } }),
    ];

    private static IEnumerable<PlacedChange> Wording<T>(
        IEnumerable<T> before, IEnumerable<T> after, Func<T, string> name, Func<T, string> text, string what) => before
        .Join(after, name, name, (old, now) => new Change(ChangeKind.Wording, name(now), what, text(old), text(now)))
        .Where(change => change.Before != change.After)
        .Select(change => new PlacedChange(change, ""));

    /// <summary>Things with names. One that stays and is not equal differs in something that its text may not show.</summary>
    private static IEnumerable<PlacedChange> Named<T>(
        string what, IReadOnlyCollection<T> before, IReadOnlyCollection<T> after, Func<T, string> name, Func<T, string> text)
    {
        var (old, now) = (before.ToLookup(name), after.ToLookup(name));
        return before.Concat(after).Select(name).Distinct()
            .Where(key => !old[key].SequenceEqual(now[key]))
            .Select(key => new Change(ChangeKind.Kernels, key, what, string.Join(' ', old[key].Select(text)), string.Join(' ', now[key].Select(text))))
            .Select(change => new PlacedChange(change.Before == change.After ? change with { After = change.After + " (on other terms)" } : change, ""));
    }
}
