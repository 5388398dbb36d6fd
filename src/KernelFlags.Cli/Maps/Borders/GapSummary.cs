using System.Numerics;
using System.Runtime.InteropServices;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>VMAs that stand alone: nothing is mapped right before and right behind them.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Vmas">How many.</param>
/// <param name="Size">The size of each, in bytes; null where they differ.</param>
/// <param name="Gap">The smaller of the gaps at its sides, in bytes; null where they differ.</param>
/// <param name="Alignment">What every start is a multiple of, in bytes; null for less than 2 MB.</param>
internal sealed record GapGroup(MappingKind Kind, int Vmas, ulong? Size, ulong? Gap, ulong? Alignment)
{
    /// <summary>From the smallest size to the largest, in bytes; null where there are too many to tell.</summary>
    public ByteRange? SizeRange { get; init; }

    /// <summary>The same of the gaps.</summary>
    public ByteRange? GapRange { get; init; }

    /// <summary>What counts as one group from one time to the next: a leak of many sizes is one.</summary>
    public string Key => $"alone {MappingKinds.Names[(int)Kind]}{(Alignment is null ? "" : ", aligned")}";

    /// <summary>Which calls leave such gaps.</summary>
    public string Cause => Alignment is { } alignment
        ? $"each begins at a multiple of {Sizes.Of(alignment)}: a reservation that was made larger to be aligned, and munmap of what was too much"
        : Gap is null ? "munmap of what lay between, or mappings that were placed apart" : "munmap of what lay between, or a hole left on purpose, as a guard";

    /// <summary>Makes one of those that are of one kind and one call, and differ in size or gap.</summary>
    /// <param name="groups">The groups, the largest first.</param>
    /// <returns>Those, the largest first; one that is more than half of its kind stays by itself.</returns>
    public static IReadOnlyList<GapGroup> ByCall(IReadOnlyList<GapGroup> groups) =>
        [.. groups.GroupBy(group => group.Key, StringComparer.Ordinal).SelectMany(Told).OrderByDescending(group => group.Vmas).ThenBy(group => group.Key, StringComparer.Ordinal)];

    /// <summary>Makes one of several.</summary>
    /// <param name="groups">Those with one key, at least one.</param>
    public static GapGroup Joined(IReadOnlyList<GapGroup> groups)
    {
        var (sizes, gaps) = (ByteRange.Joined(groups.Select(group => group.SizeRange)), ByteRange.Joined(groups.Select(group => group.GapRange)));
        return groups is [var one] ? one : new(groups[0].Kind, groups.Sum(group => group.Vmas), sizes?.Only, gaps?.Only, groups.Min(group => group.Alignment))
        {
            SizeRange = sizes,
            GapRange = gaps,
        };
    }

    private static IEnumerable<GapGroup> Told(IEnumerable<GapGroup> groups)
    {
        var all = groups.ToList();
        var isFirstMost = all[0].Vmas * 2 > all.Sum(group => group.Vmas);
        return !isFirstMost ? [Joined(all)] : all.Count == 1 ? all : [all[0], Joined(all[1..])];
    }
}

/// <summary>Counts VMAs that stand alone, by what they are, their size and their gaps.</summary>
internal sealed class GapSummary : IMapsSink
{
    private const ulong LeastAlignment = 2 << 20;

    /// <summary>Of fewer alike the gaps are not told apart.</summary>
    private const int Few = 4;

    /// <summary>A process has few kinds of gap; in a file made to have many, the rest counts as one.</summary>
    private const int MaxKinds = 20_000;

    private readonly Dictionary<(MappingKind Kind, ulong Size, ulong Gap), (int Vmas, ulong Starts)> _counts = [];
    private MapsEntry _last;
    private ulong _gapBefore;
    private bool _isAlone;

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<GapGroup> Groups
    {
        get
        {
            Close(ulong.MaxValue);
            var exact = _counts.Where(entry => entry.Value.Vmas >= Few)
                .Select(entry => Group(entry.Key.Size, entry.Key.Gap, [entry]));
            var rest = _counts.Where(entry => entry.Value.Vmas < Few).GroupBy(entry => (entry.Key.Kind, entry.Key.Size)).ToList();
            var ofASize = rest.Where(group => group.Sum(entry => entry.Value.Vmas) >= Few)
                .Select(group => Group(group.Key.Size, null, [.. group]));
            var others = rest.Where(group => group.Sum(entry => entry.Value.Vmas) < Few).SelectMany(group => group).GroupBy(entry => entry.Key.Kind)
                .Select(group => Group(null, null, [.. group]));
            return [.. exact.Concat(ofASize).Concat(others).OrderByDescending(group => group.Vmas).ThenBy(group => group.Key, StringComparer.Ordinal).ThenBy(group => group.Size)];
        }
    }

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        if (item.Entry.Length == 0 || MappingKinds.IsGate(item.Entry))
        {
            return;
        }

        Close(item.Entry.Start);
        var touches = _last.Length > 0 && _last.End == item.Entry.Start;
        _isAlone = !touches;
        _gapBefore = touches ? 0 : item.Entry.Start - _last.End;
        _last = item.Entry;
    }

    /// <summary>Counts the VMA that came last, now that it is known what comes behind it.</summary>
    private void Close(ulong next)
    {
        if (!_isAlone || next == _last.End)
        {
            return;
        }

        _isAlone = false;
        var key = (MappingKinds.Of(_last), _last.Length, Math.Min(_gapBefore, next - _last.End));
        if (_counts.Count >= MaxKinds && !_counts.ContainsKey(key))
        {
            key = (key.Item1, 0, 0);
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
        count = (count.Vmas + 1, count.Starts | _last.Start);
    }

    private static GapGroup Group(ulong? size, ulong? gap, IReadOnlyList<KeyValuePair<(MappingKind Kind, ulong Size, ulong Gap), (int Vmas, ulong Starts)>> counts)
    {
        // The lowest bit that is set in any of the starts is what they are all multiples of.
        var starts = counts.Aggregate(0UL, (all, count) => all | count.Value.Starts);
        var alignment = starts == 0 ? 0 : 1UL << BitOperations.TrailingZeroCount(starts);
        var vmas = counts.Sum(count => count.Value.Vmas);
        var isTold = counts.All(count => count.Key.Size > 0);
        return new(counts[0].Key.Kind, vmas, isTold ? size : null, isTold ? gap : null, vmas > 1 && alignment >= LeastAlignment ? alignment : null)
        {
            SizeRange = isTold ? ByteRange.Of(counts.Select(count => count.Key.Size)) : null,
            GapRange = isTold ? ByteRange.Of(counts.Select(count => count.Key.Gap)) : null,
        };
    }
}
