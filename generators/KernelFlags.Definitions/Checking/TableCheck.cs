namespace KernelFlags.Definitions;

/// <summary>Holds a table against the rules that need more than one entry, or the kernels, to be judged.</summary>
internal sealed class TableCheck
{
    private readonly BoundTable _table;
    private readonly KernelSearch _search;
    private readonly BindContext _context;

    private TableCheck(BoundTable table, KernelSearch search, BindContext context)
    {
        _table = table;
        _search = search;
        _context = context;
    }

    /// <summary>Checks a table.</summary>
    public static void Run(BoundTable table, KernelSearch search, BindContext context)
    {
        var check = new TableCheck(table, search, context);
        check.CheckWidths();
        ReferenceCheck.Run(table, context);
        CircleCheck.Run(table, context);
        check.CheckConditions();
        BitCheck.Run(table, search, context);
        WordCheck.Run(table, search, context);
        AliasCheck.Run(table, search, context);
        NameCheck.Run(table, search, context);
        var warnings = new FlagWarnings(context);
        KernelCheck.Run(table, search, warnings);
        PolicyCheck.Run(table, search, warnings, context);
        warnings.ReportNotRaised(table);
    }

    private void CheckWidths()
    {
        const int MaxWordsWidth = 64;
        foreach (var width in _table.Widths.Where(w => _table.Table.IsWords && w.Case.Value > MaxWordsWidth))
        {
            _context.Problems.Report(width.Value, ProblemRules.BadWidth, "words of a system call have no " + width.Case.Value + " bits", "they have at most 64");
        }

        if (_table.Widths.Count == 0)
        {
            return;
        }

        var cases = new CaseCheck(_search, _context);
        cases.CheckFirstCounts(_table.Widths, Condition.Always, "this width");
        if (_search.Find(Conditions.None(_table.Widths)) is { } kernel)
        {
            _context.Problems.Report(
                _table.Settings!["width"]!,
                ProblemRules.BadWidth,
                "no width holds on " + kernel, "end the list with one that has no condition");
        }
    }

    private void CheckConditions()
    {
        var cases = new CaseCheck(_search, _context);
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
