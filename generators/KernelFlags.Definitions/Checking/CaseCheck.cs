using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that every case of a value can count, and that ranges of versions meet where they should.</summary>
internal sealed class CaseCheck
{
    private readonly KernelSearch _search;

    public CaseCheck(KernelSearch search)
    {
        _search = search;
    }

    /// <summary>Whether a condition holds on some kernel; one that never does is reported.</summary>
    public bool CanHold(Condition condition, Cursor at, string what)
    {
        if (_search.Exists(condition) || _search.IsExhausted)
        {
            return true;
        }

        at.Report(ProblemRules.NeverHolds, what);
        return false;
    }

    /// <summary>Checks cases of which the first that holds counts.</summary>
    public void CheckFirstCounts<T>(IReadOnlyList<BoundCase<T>> cases, Condition exists, string what)
    {
        for (var i = 0; i < cases.Count && !_search.IsExhausted; i++)
        {
            var bound = cases[i];
            if (bound.Case.When != Condition.Always && !CanHold(exists.And(bound.Case.When), ConditionAt(bound), what))
            {
                continue;
            }

            if (i == 0 || ReportOverlap(cases, i))
            {
                continue;
            }

            if (!_search.Exists(exists.And(Conditions.Counts(cases, i))) && !_search.IsExhausted)
            {
                bound.At.Report(ProblemRules.Unreachable);
            }
        }
    }

    /// <summary>Checks items that stand each for itself: the same one twice must be kept apart by its conditions.</summary>
    public void CheckEach(IReadOnlyList<BoundCase<string>> items, Condition exists, string what)
    {
        var seen = new Dictionary<string, List<BoundCase<string>>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (_search.IsExhausted)
            {
                return;
            }

            if (item.Case.When != Condition.Always && !CanHold(exists.And(item.Case.When), ConditionAt(item), "'" + item.Case.Value + "'"))
            {
                continue;
            }

            if (!seen.TryGetValue(item.Case.Value, out var same))
            {
                seen[item.Case.Value] = same = [];
            }

            if (same.Exists(s => _search.Exists(exists.And(s.Case.When).And(item.Case.When))))
            {
                ReportTwice([.. same, item], what);
            }

            same.Add(item);
        }
    }

    private void ReportTwice(IReadOnlyList<BoundCase<string>> same, string what)
    {
        if (!ReportOverlap(same, same.Count - 1))
        {
            same[same.Count - 1].Value.Report(ProblemRules.DuplicateName, what, same[same.Count - 1].Case.Value, "");
        }
    }

    /// <summary>
    /// Reports a case that says from when on it holds, while one above it still does. Without a <c>since</c> it is meant to hold where
    /// those above it don't.
    /// </summary>
    private bool ReportOverlap<T>(IReadOnlyList<BoundCase<T>> cases, int index)
    {
        if (cases[index].Mapping?["since"] is not { } at || Versions(cases[index])?.Since is not { } since)
        {
            return false;
        }

        for (var i = 0; i < index; i++)
        {
            if (Versions(cases[i])?.Until is { } until && since.Precedes(until)
                && _search.Exists(cases[i].Case.When.And(cases[index].Case.When)))
            {
                at.Report(ProblemRules.OverlappingRanges, since.ToString(), until.ToString());
                return true;
            }
        }

        return false;
    }

    /// <summary>The <c>since</c> and <c>until</c> of a case; null where it has neither.</summary>
    private static Condition.Versions? Versions<T>(BoundCase<T> bound) =>
        (bound.Mapping?["since"] ?? bound.Mapping?["until"]) is null ? null
        : bound.Case.When is Condition.All all ? all.Terms[0] as Condition.Versions
        : bound.Case.When as Condition.Versions;

    /// <summary>Where a condition that never holds is shown.</summary>
    private static Cursor ConditionAt<T>(BoundCase<T> bound) =>
        bound.Mapping?["when"] ?? bound.Mapping?["until"] ?? bound.Mapping?["since"] ?? bound.At;
}
