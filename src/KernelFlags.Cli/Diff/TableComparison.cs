using KernelFlags.Definitions;

namespace KernelFlags.Cli.Diff;

/// <summary>
/// Compares a table of two sets of definitions by what it means: resolves both for every kernel on which they could differ, and gathers
/// what differs on which.
/// </summary>
internal sealed class TableComparison
{
    private readonly FlagPairs _pairs;
    private readonly KernelGrid _grid;
    private readonly KernelWords _words;
    private readonly List<(KernelPoint Point, ResolvedTable Before, ResolvedTable After, PointComparison Comparison)> _points;

    private TableComparison(DefinitionModel before, DefinitionModel after, FlagTable tableBefore, FlagTable tableAfter)
    {
        _pairs = new FlagPairs(tableBefore, tableAfter);
        _grid = KernelGrid.Of(before, after, ChangedConditions.Of(before, after, tableBefore, tableAfter));
        _points =
        [
            .. _grid.Points.Select(point =>
            {
                var old = _pairs.WithNewNames(Resolve(before, tableBefore, point));
                var now = Resolve(after, tableAfter, point);
                return (point, old, now, new PointComparison(old, now));
            }),
        ];
        var widths = _points.ToDictionary(point => point.Point, point => point.After.Width);
        _words = new KernelWords(_grid, point => widths[point]);
    }

    /// <summary>Compares a table of two sets of definitions.</summary>
    /// <param name="before">The old definitions.</param>
    /// <param name="after">The new ones.</param>
    /// <param name="name">The table.</param>
    /// <returns>What differs; a table that only one of them has is one change.</returns>
    public static Difference Compare(DefinitionModel before, DefinitionModel after, string name)
    {
        var (tableBefore, tableAfter) = (before.FindTable(name), after.FindTable(name));
        var others = ModelComparison.Compare(before, after, tableBefore, tableAfter);
        if (tableBefore is null || tableAfter is null)
        {
            static string Size(FlagTable? table) => table is null ? "" : FormattableString.Invariant($"{table.Flags.Count} flags, {table.Masks.Count} masks");
            var change = new Change(ChangeKind.Table, name, "table", Size(tableBefore), Size(tableAfter));
            return new Difference(name, [new PlacedChange(change, ""), .. others], [], []);
        }

        var comparison = new TableComparison(before, after, tableBefore, tableAfter);
        List<PlacedChange> changes = [.. comparison.OfTable(), .. comparison.OfFlags(), .. comparison.OfMasks(), .. others];
        List<RuleChange> rules = [.. comparison.Rules()];
        return new Difference(name, changes, rules, UnchangedWords.Of(tableAfter, changes, rules));
    }

    private static ResolvedTable Resolve(DefinitionModel model, FlagTable table, KernelPoint point) =>
        TableResolver.Resolve(table, KernelSelector.Of(model, point.Version, point.Arch, point.Config));

    private IEnumerable<PlacedChange> OfTable() => Gather(comparison => comparison.OfTable(), (_, _) => true);

    private IEnumerable<PlacedChange> OfFlags() =>
    [
        .. _pairs.Added.Select(flag => Whole(ChangeKind.FlagAdded, flag.Name, point => point.Comparison.FlagAfter(flag.Name))),
        .. _pairs.Renamed.Select(names => new PlacedChange(new Change(ChangeKind.FlagRenamed, names.Value, "name", names.Key, names.Value), "")),
        .. _pairs.Kept.SelectMany(name => WithoutEchoes([.. Gather(comparison => comparison.OfFlag(name), (comparison, kind) => CouldDiffer(comparison, name, kind))])),
        .. _pairs.Removed.Select(flag => Whole(ChangeKind.FlagRemoved, flag.Name, point => point.Comparison.FlagBefore(flag.Name))),
    ];

    private IEnumerable<PlacedChange> OfMasks() =>
    [
        .. _pairs.AddedMasks.Select(mask => Whole(ChangeKind.MaskAdded, mask.Name, point => point.After.Masks.FirstOrDefault(now => now.Name == mask.Name))),
        .. _pairs.KeptMasks.SelectMany(name => Gather(comparison => comparison.OfMask(name), (_, _) => true)),
        .. _pairs.RemovedMasks.Select(mask => Whole(ChangeKind.MaskRemoved, mask.Name, point => point.Before.Masks.FirstOrDefault(old => old.Name == mask.Name))),
    ];

    /// <summary>Gathers equal changes of all kernels. What they are described within are the kernels that could have had the change.</summary>
    private IEnumerable<PlacedChange> Gather(Func<PointComparison, IEnumerable<Change>> find, Func<PointComparison, ChangeKind, bool> couldDiffer)
    {
        var found = new OrderedDictionary<Change, List<KernelPoint>>();
        foreach (var (point, _, _, comparison) in _points)
        {
            foreach (var change in find(comparison))
            {
                found.TryAdd(change, []);
                found[change].Add(point);
            }
        }

        return found.Select(change => new PlacedChange(
            change.Key, _words.Describe(change.Value, [.. _points.Where(point => couldDiffer(point.Comparison, change.Key.Kind)).Select(point => point.Point)])));
    }

    /// <summary>Whether a kernel has what a change of this kind is about.</summary>
    private static bool CouldDiffer(PointComparison comparison, string name, ChangeKind kind)
    {
        var (before, after) = (comparison.FlagBefore(name), comparison.FlagAfter(name));
        return kind switch
        {
            ChangeKind.Presence => PointComparison.Place(before).Length > 0 || PointComparison.Place(after).Length > 0,
            ChangeKind.BitMoved => before?.Bit is not null || after?.Bit is not null,
            _ => before?.Bit is not null && after?.Bit is not null,
        };
    }

    /// <summary>Where the word lacks a bit that moved, the enumerated one moved with it; that need not be told.</summary>
    private static IEnumerable<PlacedChange> WithoutEchoes(List<PlacedChange> changes)
    {
        var moves = changes.Where(change => change.Change.Kind == ChangeKind.BitMoved).Select(change => change.Change).ToList();
        return changes.Where(change => change.Change.Kind != ChangeKind.Presence || !moves.Exists(move => IsEcho(change.Change, move)));
    }

    private static bool IsEcho(Change change, Change move) =>
        change.Before.EndsWith($"enumerated as {move.Before}", StringComparison.Ordinal) && change.After.EndsWith($"enumerated as {move.After}", StringComparison.Ordinal);

    /// <summary>A flag or a mask that is new or gone: what it is where it is, the newest kernel first.</summary>
    private PlacedChange Whole<T>(ChangeKind kind, string name, Func<(KernelPoint Point, ResolvedTable Before, ResolvedTable After, PointComparison Comparison), T?> find)
        where T : class
    {
        var isNew = kind is ChangeKind.FlagAdded or ChangeKind.MaskAdded;
        var there = _points.Where(point => find(point) is { } found && found is not ResolvedFlag { Bit: null }).ToList();
        var text = there.Count == 0 ? "without a bit anywhere" : Details(find(there[^1])!);
        var what = kind is ChangeKind.FlagAdded or ChangeKind.FlagRemoved ? "flag" : "mask";
        var kernels = there.Count == 0 ? "" : _words.Describe([.. there.Select(point => point.Point)], [.. _points.Select(point => point.Point)]);
        return new PlacedChange(new Change(kind, name, what, isNew ? "" : text, isNew ? text : ""), kernels);
    }

    private static string Details(object found) => found switch
    {
        ResolvedFlag flag => string.Join(", ", ((string[])
        [
            $"bit {PointComparison.Place(flag)}{(flag.AliasOf is null ? "" : $" of {flag.AliasOf}")}",
            PointComparison.Mnemonic(flag.Smaps),
            flag.Trace ?? "",
            .. flag.Traits,
        ]).Where(text => text.Length > 0)),
        ResolvedMask mask => $"{string.Join(" ", mask.CNames)} = {(mask.Members.IsEmpty ? "none" : string.Join(' ', mask.Members))}".TrimStart(' ', '='),
        _ => "",
    };

    /// <summary>The rules that follow from the flags. They are told of a kernel that has the flag: the newest where they are as said.</summary>
    private IEnumerable<RuleChange> Rules() => _pairs.Added.Select(flag => flag.Name).Concat(_pairs.Kept).SelectMany(RulesOf);

    private IEnumerable<RuleChange> RulesOf(string name)
    {
        var changed = _points
            .Select(point => (point, before: Policy.Of(point.Before, point.Comparison.FlagBefore(name)), after: Policy.Of(point.After, point.Comparison.FlagAfter(name))))
            .Where(item => item.after.Merge != MergeRule.NoFlag && item.before != item.after)
            .GroupBy(item => (item.before, item.after));
        foreach (var group in changed)
        {
            var isNew = group.Key.before.Merge == MergeRule.NoFlag;
            var possible = _points.Where(point => isNew || CouldDiffer(point.Comparison, name, ChangeKind.Trait));
            var kernels = _words.Describe([.. group.Select(item => item.point.Point)], [.. possible.Select(point => point.Point)]);
            var example = group.Select(item => item.point).LastOrDefault(point => !point.After.Smaps.IsEmpty, group.Last().point);
            foreach (var rule in new RuleWords(example.After, name).Changes(group.Key.before, group.Key.after, kernels))
            {
                yield return rule;
            }
        }
    }
}
