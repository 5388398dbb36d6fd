using KernelFlags.Cli.Maps.Changes;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>Puts VMAs of now and those that are gone into the columns of a page, in the order of addresses.</summary>
/// <param name="columns">Where they go.</param>
/// <param name="before">The VMAs before, in order.</param>
internal sealed class HtmlComparison(MapsKernel kernel, HtmlColumns columns, List<MapsEntry> before) : IMapsSink
{
    private readonly MapsDiff _diff = new(before);
    private readonly List<MapsEntry> _now = [];
    private readonly int[] _counts = new int[Enum.GetValues<VmaChange>().Length];

    /// <summary>How many differences there are.</summary>
    public int Differences => _counts.Sum();

    /// <summary>Whether both tell flags, or neither does.</summary>
    public bool AreFlagsOfBoth => ChangeText.TellFlags(before) == ChangeText.TellFlags(_now);

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        AddGone(item.Entry.Start);
        var difference = _diff.Next(item.Entry);
        Count(difference);
        columns.Add(item, difference);
        _now.Add(item.Entry);
    }

    /// <summary>Adds what is gone above the last VMA.</summary>
    public void End() => AddGone(null);

    /// <summary>What changed: the sum, each way in which VMAs changed, and each reason that has more borders than before, or fewer.</summary>
    public IReadOnlyList<PageLine> Changes() =>
    [
        new(ChangeText.Sum(before.Count, _now.Count, Differences), null),
        .. Enum.GetValues<VmaChange>().Where(change => _counts[(int)change] > 0)
            .Select(change => new PageLine($"{Sizes.Count(_counts[(int)change], "VMA")} {ChangeText.Word(change)}", $"change:\"{ChangeText.Word(change)}\"")),
        .. Differences == 0 ? [] : BorderGrowth.Of(kernel, before, _now, AreFlagsOfBoth).Select(one => new PageLine(one.Line(), null)),
    ];

    private void AddGone(ulong? start)
    {
        foreach (var difference in _diff.GoneBelow(start))
        {
            Count(difference);
            columns.AddGone(difference);
        }
    }

    private void Count(VmaDifference? difference)
    {
        if (difference is not null)
        {
            _counts[(int)difference.Change]++;
        }
    }
}
