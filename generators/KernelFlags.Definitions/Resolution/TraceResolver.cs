using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>Puts the trace table into the kernel's order: several bits before one, then by bit, then where <c>after</c> says.</summary>
internal sealed class TraceResolver
{
    private readonly FlagTable _table;
    private readonly ContextSource _contexts;
    private readonly Dictionary<string, ResolvedFlag> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResolvedMask> _masks = new(StringComparer.Ordinal);

    public TraceResolver(
        FlagTable table, ContextSource contexts, EquatableArray<ResolvedFlag> flags, EquatableArray<ResolvedMask> masks)
    {
        _table = table;
        _contexts = contexts;
        foreach (var flag in flags)
        {
            _flags[flag.Name] = flag;
        }

        foreach (var mask in masks)
        {
            _masks[mask.Name] = mask;
        }
    }

    public EquatableArray<TraceEntry> Resolve()
    {
        var candidates = _table.Masks.Select(FromMask).Concat(_table.Flags.Select(FromFlag)).OfType<Candidate>().ToList();
        var entries = candidates.Where(c => c.After is null).OrderBy(c => c.Place).Select(c => c.Entry).ToList();
        Insert(entries, candidates.Where(c => c.After is not null).OrderBy(c => c.Place).ToList());
        return entries.ToEquatableArray();
    }

    /// <summary>Places entries behind those that they follow. One that follows nothing in the table goes where its bit belongs.</summary>
    private static void Insert(List<TraceEntry> entries, List<Candidate> waiting)
    {
        while (waiting.Count > 0)
        {
            var next = waiting.Find(w => entries.Exists(e => e.Flag == w.After));
            if (next is null)
            {
                next = waiting[0];
                var before = entries.FindIndex(e => e.Value.Single() > next.Place);
                entries.Insert(before < 0 ? entries.Count : before, next.Entry);
            }
            else
            {
                entries.Insert(entries.FindIndex(e => e.Flag == next.After) + 1, next.Entry);
            }

            waiting.Remove(next);
        }
    }

    private Candidate? FromMask(Mask mask)
    {
        if (!_masks.TryGetValue(mask.Name, out var resolved) || Named(mask.Trace, mask.Name) is not { } trace)
        {
            return null;
        }

        var cName = resolved.CNames.IsEmpty ? _table.Settings.Prefix + mask.Name : resolved.CNames[0];
        return resolved.Value.IsEmpty && !trace.Always
            ? null
            : new Candidate(new TraceEntry(resolved.Value, trace.Name, mask.Name, cName), -1, trace.After);
    }

    private Candidate? FromFlag(Flag flag)
    {
        if (!_flags.TryGetValue(flag.Name, out var resolved) || Named(flag.Trace, flag.Name) is not { } trace)
        {
            return null;
        }

        if (resolved.CName is null || (resolved.Bit is null && !trace.Always))
        {
            return null;
        }

        var place = resolved.EnumeratedBit ?? flag.Bit.Select(b => b.Value.Number).FirstOrDefault(n => n is not null) ?? 0;
        return new Candidate(new TraceEntry(resolved.Value, trace.Name, flag.Name, resolved.CName), place, trace.After);
    }

    private TraceName? Named(EquatableArray<Case<TraceName>> cases, string name) =>
        _contexts.For(name).First(cases)?.Value is { } trace && !trace.Unless.Any(IsPresent) ? trace : null;

    private bool IsPresent(string name) => _flags.TryGetValue(name, out var flag) && flag.Bit is not null;

    private sealed record Candidate(TraceEntry Entry, int Place, string? After);
}
