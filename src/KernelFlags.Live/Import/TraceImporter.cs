using System.Numerics;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>Makes the trace table of a tree into the names and places of its flags.</summary>
internal sealed class TraceImporter
{
    private readonly TreeCells _cells;
    private readonly ConditionFinder _finder;
    private readonly Func<string, IReadOnlyCollection<string>> _hints;
    private readonly Func<string, BigInteger> _hasBit;
    private readonly List<(string Flag, string Name)> _rows;
    private readonly HashSet<string> _moved;

    /// <param name="cells">What the compiler says.</param>
    /// <param name="sources">How it is written.</param>
    /// <param name="finder">Finds conditions.</param>
    /// <param name="hints">The options that the source asks for about a flag.</param>
    /// <param name="hasBit">The kernels on which a flag has a bit.</param>
    /// <param name="known">Definitions that may know that a flag does not stand where its bit has it.</param>
    public TraceImporter(
        TreeCells cells,
        TreeSources sources,
        ConditionFinder finder,
        Func<string, IReadOnlyCollection<string>> hints,
        Func<string, BigInteger> hasBit,
        FlagTable known)
    {
        (_cells, _finder, _hints, _hasBit) = (cells, finder, hints, hasBit);
        _rows = [.. sources.Trace.Rows.SelectMany(r => r is { Flag: { } flag, Name: { } name }
            ? [(TreeSources.Bare(flag), name)]
            : sources.Trace.Macros.Where(m => m.Name == r.Macro && m.Flag is not null).Select(m => (TreeSources.Bare(m.Flag!), m.PrintedName!)))];
        _moved = [.. known.Flags.Where(f => f.Trace.Any(t => t.Value.After is not null)).Select(f => f.Name)];
        _moved.UnionWith(cells.Outcomes.Select(o => o.Facts).OfType<HeaderFacts>().SelectMany(OutOfOrder).Distinct().ToList());
    }

    /// <summary>The names that a flag has in the table.</summary>
    /// <param name="flag">The flag, without prefix.</param>
    public EquatableArray<Case<TraceName>> Names(string flag)
    {
        var cases = new List<Case<TraceName>>();
        foreach (var (_, name) in _rows.Where(r => r.Flag == flag))
        {
            var printed = Printed(name);
            if (printed.IsZero)
            {
                continue;
            }

            var isAlways = !_cells.Where(f => f.Trace.Any(e => e.Name == name && e.Value.IsEmpty)).IsZero;
            var counted = isAlways ? _cells.Where(f => f.Words.ContainsKey("VM_" + flag)) : _hasBit(flag);
            var after = _moved.Contains(flag) ? Before(flag, name, printed) : null;
            cases.Add(new(new TraceName(name, after, isAlways, default), _finder.Find(printed, counted, _hints(flag))));
        }

        return cases.ToEquatableArray();
    }

    private BigInteger Printed(string name) => _cells.Where(f => f.Trace.Any(e => e.Name == name));

    /// <summary>The nearest flag above in the table that is there wherever this one is.</summary>
    private string? Before(string flag, string name, BigInteger printed) => _rows
        .Take(_rows.FindIndex(r => r.Name == name))
        .Reverse()
        .FirstOrDefault(r => r.Flag != flag && (printed & ~Printed(r.Name)).IsZero).Flag;

    /// <summary>The fewest flags of a table without which the others stand in the order of their bits.</summary>
    private IEnumerable<string> OutOfOrder(HeaderFacts facts)
    {
        var entries = facts.Trace
            .Select(e => (_rows.Find(r => r.Name == e.Name).Flag, Bit: e.Value.Single()))
            .Where(e => e is { Flag: not null, Bit: not null } && !_moved.Contains(e.Flag))
            .ToList();
        var longest = new List<(int Length, int Before)>();
        for (var i = 0; i < entries.Count; i++)
        {
            var before = Enumerable.Range(0, i).Where(j => entries[j].Bit < entries[i].Bit).OrderByDescending(j => longest[j].Length).ThenBy(j => entries[j].Bit).FirstOrDefault(-1);
            longest.Add((before < 0 ? 1 : longest[before].Length + 1, before));
        }

        var kept = new HashSet<int>();
        var last = Enumerable.Range(0, longest.Count).OrderByDescending(i => longest[i].Length).ThenBy(i => entries[i].Bit).FirstOrDefault(-1);
        for (var at = last; at >= 0; at = longest[at].Before)
        {
            kept.Add(at);
        }

        return entries.Where((_, index) => !kept.Contains(index)).Select(e => e.Flag!);
    }
}
