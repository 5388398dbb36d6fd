using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

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
    private readonly List<Compared> _points;
    private readonly FlagTable _tableBefore;
    private readonly FlagTable _tableAfter;

    private TableComparison(DefinitionModel before, DefinitionModel after, FlagTable tableBefore, FlagTable tableAfter)
    {
        (_tableBefore, _tableAfter) = (tableBefore, tableAfter);
        _pairs = new FlagPairs(tableBefore, tableAfter);
        _grid = KernelGrid.Of(before, after, ChangedConditions.Of(before, after, tableBefore, tableAfter));
        _points = [.. _grid.Points.AsParallel().AsOrdered().Select(Resolve)];
        var widths = _points.ToDictionary(point => point.Kernel, point => point.After.Width);
        _words = new KernelWords(_grid, point => widths[point]);
    }

    /// <summary>Compares a table of two sets of definitions.</summary>
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
        return new Difference(name, changes, rules, UnchangedWords.Of(tableBefore, tableAfter, changes, [.. comparison._points.Select(point => point.Comparison)]));
    }

    private Compared Resolve(KernelPoint kernel) => new(kernel, new PointComparison(
        _pairs.WithNewNames(TableResolver.Resolve(_tableBefore, kernel.Before)), TableResolver.Resolve(_tableAfter, kernel.After)));

    private IEnumerable<PlacedChange> OfTable() => Gather(comparison => comparison.OfTable(), (_, _) => true);

    private IEnumerable<PlacedChange> OfFlags() =>
    [
        .. _pairs.Added.SelectMany(flag => Whole(ChangeKind.FlagAdded, flag.Name, point => point.Comparison.FlagAfter(flag.Name))),
        .. _pairs.Renamed.Select(names => new PlacedChange(new Change(ChangeKind.FlagRenamed, names.Value, "name", names.Key, names.Value), "")),
        .. _pairs.Kept.SelectMany(name => WithoutEchoes([.. Gather(comparison => comparison.OfFlag(name), (comparison, kind) => CouldDiffer(comparison, name, kind))])),
        .. _pairs.Removed.SelectMany(flag => Whole(ChangeKind.FlagRemoved, flag.Name, point => point.Comparison.FlagBefore(flag.Name))),
    ];

    private IEnumerable<PlacedChange> OfMasks() =>
    [
        .. _pairs.AddedMasks.SelectMany(mask => Whole(ChangeKind.MaskAdded, mask.Name, point => point.After.Masks.FirstOrDefault(now => now.Name == mask.Name))),
        .. _pairs.KeptMasks.SelectMany(name => Gather(comparison => comparison.OfMask(name), (_, _) => true)),
        .. _pairs.RemovedMasks.SelectMany(mask => Whole(ChangeKind.MaskRemoved, mask.Name, point => point.Before.Masks.FirstOrDefault(old => old.Name == mask.Name))),
    ];

    /// <summary>Gathers equal changes of all kernels. What they are described within are the kernels that could have had the change.</summary>
    private IEnumerable<PlacedChange> Gather(Func<PointComparison, IEnumerable<Change>> find, Func<PointComparison, ChangeKind, bool> couldDiffer) =>
        Group(find).Select(change => new PlacedChange(change.Key, Describe(change.Value, point => couldDiffer(point.Comparison, change.Key.Kind))));

    /// <summary>The kernels on which something was found, for each thing that was, in the order in which they were found.</summary>
    private OrderedDictionary<T, List<Compared>> Group<T>(Func<PointComparison, IEnumerable<T>> find)
        where T : notnull
    {
        var found = new OrderedDictionary<T, List<Compared>>();
        foreach (var point in _points)
        {
            foreach (var item in find(point.Comparison))
            {
                found.TryAdd(item, []);
                found[item].Add(point);
            }
        }

        return found;
    }

    private string Describe(IEnumerable<Compared> meant, Func<Compared, bool> isPossible) =>
        _words.Describe([.. meant.Select(point => point.Kernel)], [.. _points.Where(isPossible).Select(point => point.Kernel)]);

    /// <summary>Whether a kernel has what a change of this kind is about.</summary>
    private static bool CouldDiffer(PointComparison comparison, string name, ChangeKind kind)
    {
        var (before, after) = (comparison.FlagBefore(name), comparison.FlagAfter(name));
        return kind switch
        {
            ChangeKind.Presence => PointComparison.Place(before).Length > 0 || PointComparison.Place(after).Length > 0,
            ChangeKind.BitMoved or ChangeKind.Mnemonic or ChangeKind.TraceName => before?.Bit is not null || after?.Bit is not null,
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

    /// <summary>A flag or a mask that is new or gone, as each range of kernels has it.</summary>
    private List<PlacedChange> Whole<T>(ChangeKind kind, string name, Func<Compared, T?> find)
        where T : class
    {
        var isNew = kind is ChangeKind.FlagAdded or ChangeKind.MaskAdded;
        var what = kind is ChangeKind.FlagAdded or ChangeKind.FlagRemoved ? "flag" : "mask";
        PlacedChange Shape(string text, string kernels) => new(new Change(kind, name, what, isNew ? "" : text, isNew ? text : ""), kernels);
        var shapes = _points
            .Select(point => (point, found: find(point)))
            .Where(item => item.found is not (null or ResolvedFlag { Bit: null, Number: null }))
            .GroupBy(item => Details(item.found!), item => item.point)
            .Select(shape => Shape(shape.Key, Describe(shape, _ => true)))
            .ToList();
        return shapes.Count > 0 ? shapes : [Shape("without a bit anywhere", "")];
    }

    private static string Details(object found) => found switch
    {
        ResolvedFlag flag => string.Join(", ", ((string[])
        [
            $"{(flag.Number is null ? "bit" : "value")} {PointComparison.Place(flag)}{(flag.AliasOf is null ? "" : $" of {flag.AliasOf}")}",
            PointComparison.Mnemonic(flag.Smaps),
            flag.Trace ?? "",
            .. flag.Traits,
        ]).Where(text => text.Length > 0)),
        ResolvedMask mask => $"{string.Join(" ", mask.CNames)} = {(mask.Members.IsEmpty ? "none" : string.Join(' ', mask.Members))}".TrimStart(' ', '='),
        _ => "",
    };

    /// <summary>What follows from the changes: who reads another bit, what the engine's rules make of a flag, and what masks do.</summary>
    private List<RuleChange> Rules()
    {
        List<RuleChange> bits = [.. Told(RuleKind.Bit, BitWords.On)];
        return Policy.IsFor(_tableBefore) && Policy.IsFor(_tableAfter)
            ? [.. _pairs.Added.Select(flag => flag.Name).Concat(_pairs.Kept).SelectMany(RulesOf), .. Told(RuleKind.Mask, kernel => MaskWords.On(kernel, _pairs.KeptMasks)), .. bits]
            : bits;
    }

    private IEnumerable<RuleChange> Told(RuleKind kind, Func<PointComparison, IEnumerable<(string Flag, string Title, string Meaning)>> find) =>
        Group(find).Select(told => new RuleChange(
            kind,
            told.Key.Flag,
            told.Key.Title,
            told.Key.Meaning,
            Describe(told.Value, point => CouldDiffer(point.Comparison, told.Key.Flag, ChangeKind.BitMoved)),
            Example: null));

    /// <summary>The rules of one flag. They are told of a kernel that has it: the newest where they are as said.</summary>
    private IEnumerable<RuleChange> RulesOf(string name)
    {
        var changed = _points
            .Select(point => (point, before: point.Comparison.PolicyBefore(name), after: point.Comparison.PolicyAfter(name)))
            .Where(item => item.after.Merge != MergeRule.NoFlag && item.before != item.after)
            .GroupBy(item => (item.before, item.after));
        foreach (var group in changed)
        {
            var isNew = group.Key.before.Merge == MergeRule.NoFlag;
            var kernels = Describe(group.Select(item => item.point), point => isNew || CouldDiffer(point.Comparison, name, ChangeKind.Trait));
            var example = group.Select(item => item.point).LastOrDefault(point => !point.After.Smaps.IsEmpty, group.Last().point);
            foreach (var rule in new RuleWords(example.After, name).Changes(group.Key.before, group.Key.after, kernels))
            {
                yield return rule;
            }
        }
    }

    /// <summary>A kernel, and the table on it.</summary>
    private sealed record Compared(KernelPoint Kernel, PointComparison Comparison)
    {
        public ResolvedTable Before => Comparison.Before;

        public ResolvedTable After => Comparison.After;
    }
}
