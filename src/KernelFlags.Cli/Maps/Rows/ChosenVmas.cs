using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Rows;

/// <summary>Hands on the VMAs that are asked for, in the order that is asked for.</summary>
/// <param name="choice">What is asked for.</param>
/// <param name="sums">Take those that pass the filter, as they come.</param>
/// <param name="rows">Take those that are shown.</param>
/// <param name="summary">Knows what the border looks like that was seen last, and takes each VMA first; null where nobody asks for borders.</param>
internal sealed class ChosenVmas(MapsChoice choice, IReadOnlyList<IMapsSink> sums, IReadOnlyList<IMapsSink> rows, BorderSummary? summary) : IMapsSink
{
    private readonly List<(MapsItem Item, MapsEntry Previous)> _held = [];

    /// <summary>The VMAs that pass the filter.</summary>
    public int Passed { get; private set; }

    /// <summary>How many of them are not shown.</summary>
    public int LeftOut => choice.Top is { } top ? Math.Max(0, Passed - top) : 0;

    public void Add(in MapsItem seen, in MapsEntry previous)
    {
        var item = seen.Below is null || summary is null ? seen : seen with { Pattern = summary.LastPattern };
        if (choice.Filter?.Passes(item) == false)
        {
            return;
        }

        Passed++;
        Give(sums, item, previous);
        if (choice.Order is not null)
        {
            _held.Add((item with { Guards = [.. item.Guards] }, previous));
        }
        else if (LeftOut == 0)
        {
            Give(rows, item, previous);
        }
    }

    /// <summary>Hands on what had to wait for the last VMA.</summary>
    public void End()
    {
        if (choice.Order is null)
        {
            return;
        }

        foreach (var (item, previous) in choice.Order.Apply(_held, held => held.Item).Take(choice.Top ?? int.MaxValue))
        {
            Give(rows, item, previous);
        }
    }

    private static void Give(IReadOnlyList<IMapsSink> sinks, in MapsItem item, in MapsEntry previous)
    {
        for (var i = 0; i < sinks.Count; i++)
        {
            sinks[i].Add(item, previous);
        }
    }
}
