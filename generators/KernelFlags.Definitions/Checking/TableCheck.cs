using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Checking;

/// <summary>Holds a table against the rules that need more than one entry, or the kernels, to be judged.</summary>
internal sealed class TableCheck
{
    private readonly BoundTable _table;
    private readonly KernelSearch _search;

    private TableCheck(BoundTable table, KernelSearch search)
    {
        _table = table;
        _search = search;
    }

    /// <summary>Checks a table.</summary>
    public static void Run(BoundTable table, KernelSearch search)
    {
        var check = new TableCheck(table, search);
        check.CheckWidths();
        ReferenceCheck.Run(table);
        CircleCheck.Run(table);
        check.CheckConditions();
        BitCheck.Run(table, search);
        WordCheck.Run(table, search);
        AliasCheck.Run(table, search);
        NameCheck.Run(table, search);
        var warnings = new FlagWarnings();
        KernelCheck.Run(table, search, warnings);
        PolicyCheck.Run(table, search, warnings);
        warnings.ReportNotRaised(table);
    }

    private void CheckWidths()
    {
        const int MaxWordsWidth = 64;
        foreach (var width in _table.Widths.Where(w => _table.Table.IsWords && w.Case.Value > MaxWordsWidth))
        {
            width.Value.Report(ProblemRules.BadWidth, "words of a system call have no " + width.Case.Value + " bits", "they have at most 64");
        }

        if (_table.Widths.Count == 0)
        {
            return;
        }

        var cases = new CaseCheck(_search);
        cases.CheckFirstCounts(_table.Widths, Condition.Always, "this width");
        if (_search.Find(Conditions.None(_table.Widths)) is { } kernel)
        {
            _table.Settings!["width"]!.Report(ProblemRules.BadWidth,
                "no width holds on " + kernel, "end the list with one that has no condition");
        }
    }

    private void CheckConditions()
    {
        var cases = new CaseCheck(_search);
        foreach (var flag in _table.Flags.Where(f => f.IsSound))
        {
            var exists = flag.Flag.Exists;
            if (flag.At["when"] is { } when && !cases.CanHold(exists.And(flag.Flag.When), when, flag.Flag.Name))
            {
                continue;
            }

            if (flag.At["when"] is null && exists != Condition.Always
                && !cases.CanHold(exists, flag.At["until"] ?? flag.At["since"] ?? flag.NameAt, flag.Flag.Name))
            {
                continue;
            }

            cases.CheckFirstCounts(flag.Bits, exists, _table.Table.IsWords ? "this value" : "this bit");
            cases.CheckFirstCounts(flag.Smaps, exists, "this mnemonic");
            cases.CheckFirstCounts(flag.Traces, exists, "this trace name");
            cases.CheckEach(flag.Traits, exists, "trait");
        }

        foreach (var field in _table.Fields.Where(f => f.IsSound))
        {
            cases.CheckFirstCounts(field.Masks, field.Field.Exists, "this mask");
        }

        foreach (var mask in _table.Masks.Where(m => m.IsSound))
        {
            var exists = mask.Mask.Exists;
            cases.CheckFirstCounts(mask.Traces, exists, "this trace name");
            cases.CheckEach(mask.Members, exists, "member");
            cases.CheckEach(mask.CNames, exists, "name");
        }
    }
}
