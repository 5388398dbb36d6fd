using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that mnemonics, trace names and names in C mean one thing on each kernel.</summary>
internal sealed class NameCheck
{
    private readonly BoundTable _table;
    private readonly KernelSearch _search;

    private NameCheck(BoundTable table, KernelSearch search)
    {
        _table = table;
        _search = search;
    }

    /// <summary>A name that an entry has under a condition.</summary>
    private sealed record Use(string Name, string Owner, Cursor At, Condition When);

    public static void Run(BoundTable table, KernelSearch search)
    {
        var check = new NameCheck(table, search);
        var flags = table.Flags.Where(f => f.IsSound).ToList();
        var masks = table.Masks.Where(m => m.IsSound).ToList();
        check.Check(flags.SelectMany(Mnemonics), ProblemRules.MnemonicTwice);
        check.Check(masks.SelectMany(Traces).Concat(flags.SelectMany(Traces)), ProblemRules.TraceNameTwice);
        CheckEntries(flags, masks);
        check.CheckCNames(flags, masks);
    }

    private static IEnumerable<Use> Mnemonics(BoundFlag flag) => flag.Smaps
        .Where(s => s.Case.Value.Length > 0)
        .Select(s => new Use(s.Case.Value, flag.Flag.Name, s.Value, Conditions.HasAnyBit(flag).And(s.Case.When)));

    private static IEnumerable<Use> Traces(BoundFlag flag) => flag.Traces.Select(t => new Use(
        t.Case.Value.Name,
        flag.Flag.Name,
        t.Value,
        (t.Case.Value.Always ? flag.Flag.Exists : Conditions.HasAnyBit(flag)).And(t.Case.When)));

    private static IEnumerable<Use> Traces(BoundMask mask) => mask.Traces
        .Select(t => new Use(t.Case.Value.Name, mask.Mask.Name, t.Value, mask.Mask.Exists.And(t.Case.When)));

    private void Check(IEnumerable<Use> uses, ProblemRule rule)
    {
        foreach (var same in uses.GroupBy(u => u.Name, StringComparer.Ordinal).Select(g => g.ToList()).Where(g => g.Count > 1))
        {
            Clashes.Report(same, _search, (one, other) => one.Owner == other.Owner ? null : _search.Find(one.When.And(other.When)),
                (one, other, kernel) => one.At.Report(rule, one.Owner, one.Name, other.Owner, kernel));
        }
    }

    /// <summary>Definitions name flags and masks alike; only a flag that has no word may share its name with a mask.</summary>
    private static void CheckEntries(List<BoundFlag> flags, List<BoundMask> masks)
    {
        var byName = flags.Where(f => !f.Flag.EnumeratorOnly).ToDictionary(f => f.Flag.Name, StringComparer.Ordinal);
        foreach (var mask in masks)
        {
            if (byName.TryGetValue(mask.Mask.Name, out var flag))
            {
                mask.NameAt.Report(ProblemRules.DuplicateName, "name", mask.Mask.Name, In(flag.NameAt, mask.NameAt));
                flag.NameAt.Report(ProblemRules.DuplicateName, "name", mask.Mask.Name, In(mask.NameAt, flag.NameAt));
            }
        }
    }

    private void CheckCNames(List<BoundFlag> flags, List<BoundMask> masks)
    {
        var words = new Dictionary<string, BoundFlag>(StringComparer.Ordinal);
        foreach (var flag in flags.Where(f => !f.Flag.EnumeratorOnly))
        {
            words[_table.Prefix + flag.Flag.Name] = flag;
        }

        var names = masks
            .SelectMany(m => m.CNames.Select(n => new Use(n.Case.Value, m.Mask.Name, n.Value, m.Mask.Exists.And(n.Case.When))))
            .ToList();
        foreach (var name in names)
        {
            if (words.TryGetValue(name.Name, out var flag) && _search.Exists(name.When.And(flag.Flag.Exists)))
            {
                name.At.Report(ProblemRules.DuplicateName, "name", name.Name, ", also for the flag " + flag.Flag.Name);
            }
        }

        foreach (var same in names.GroupBy(n => n.Name, StringComparer.Ordinal).Select(g => g.ToList()).Where(g => g.Count > 1))
        {
            Clashes.Report(same, _search, (one, other) => one.Owner == other.Owner ? null : _search.Find(one.When.And(other.When)),
                (one, other, kernel) => one.At.Report(ProblemRules.DuplicateName, "name", one.Name, ", also for the mask " + other.Owner));
        }
    }

    private static string In(Cursor at, Cursor from) => at.File == from.File ? "" : ", also in " + at.File.RelativePath;
}
