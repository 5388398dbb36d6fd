using KernelFlags.Live.Replay;

namespace KernelFlags.Live.Strace;

/// <summary>Calls that were not made, counted by their names and reasons.</summary>
internal sealed class OmittedCalls
{
    /// <summary>How many of a kind are named one by one.</summary>
    private const int MaxNamed = 20;

    private readonly Dictionary<(string Name, string Why), (StraceOmission Omission, long LastLine)> _kinds = [];
    private readonly List<TraceSkip> _named = [];

    /// <summary>All kinds, in the order of their first calls.</summary>
    public IReadOnlyList<StraceOmission> All => [.. _kinds.Values.Select(k => k.Omission).OrderBy(k => k.Number).ThenBy(k => k.Line)];

    public void Add(StraceCall call, string why, long number)
    {
        var (kind, _) = _kinds.GetValueOrDefault((call.Name, why), (new(call.Name, why, number, call.Line, 0), 0));
        kind = kind with { Count = kind.Count + 1 };
        _kinds[(call.Name, why)] = (kind, call.Line);
        if (kind.Count <= MaxNamed)
        {
            _named.Add(new(number, $"{call.Name}, line {call.Line}: {why}"));
        }
    }

    /// <summary>The calls one by one; of many of a kind the first, and how many more there are.</summary>
    public IReadOnlyList<TraceSkip> Skips() =>
    [
        .. _named,
        .. _kinds.Values.Where(k => k.Omission.Count > MaxNamed)
            .Select(k => new TraceSkip(k.Omission.Number, $"{k.Omission.Name}, {k.Omission.Count - MaxNamed} calls more, the last in line {k.LastLine}: {k.Omission.Why}")),
    ];
}
