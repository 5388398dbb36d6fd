using System.Globalization;
using KernelFlags.Live.Audit.Kernels;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Holds a table of bits against those that kernels have.</summary>
internal sealed class BitAudit
{
    /// <summary>Names that end an enumeration, or stand for several flags.</summary>
    private static readonly HashSet<string> NoFlags = new(StringComparer.Ordinal)
    {
        "NONE", "ALL", "MAX", "NUM", "COUNT", "LAST", "END", "SIZE", "WIDTH", "NBITS", "MASK", "UNUSED", "UNKNOWN", "FREE",
    };

    private readonly BitTable _table;
    private readonly SourceText _source;
    private readonly FlagFacts _facts;
    private readonly List<AuditFinding> _findings = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    private BitAudit(BitTable table, SourceText source, FlagFacts facts) => (_table, _source, _facts) = (table, source, facts);

    /// <summary>Audits a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="source">The source that it is in.</param>
    /// <param name="facts">Where kernels have their flags.</param>
    /// <returns>What it is, and what is wrong with it, by line.</returns>
    public static (SourceTable Table, IReadOnlyList<AuditFinding> Findings) Of(BitTable table, SourceText source, FlagFacts facts)
    {
        var audit = new BitAudit(table, source, facts);
        var flags = table.Rows.Select(row => row.Key).OfType<string>().Select(facts.FlagOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            audit.Judge(row, flags);
        }

        var isComplete = Completeness.IsComplete(flags, facts.CoreFlags);
        if (isComplete)
        {
            audit.FindMissing(flags);
        }

        var names = table.Rows.Select(row => row.Name.Text).Distinct(StringComparer.Ordinal).Count();
        var found = new SourceTable(TableKind.Bits, table.Rows[0].Name.Line, table.Rows[^1].Name.Line, names, HasOwnNumbers: false)
        {
            LeftOut = isComplete ? [] : [.. audit.Missing(flags)],
        };
        return (found, audit._findings);
    }

    private void Judge(NamedBit row, HashSet<string> flags)
    {
        if (row.Key is null)
        {
            JudgeUnknown(row, flags);
        }
        else if (_facts.FlagOf(row.Key) is not { } flag)
        {
            JudgeFormer(row, _facts.FormerOf(row.Key)!);
        }
        else if (!_facts.Scope.Newest.Any(table => FlagFacts.HasBit(table, flag, row.Bit)))
        {
            JudgeMoved(row, flag);
        }
    }

    private void Add(AuditRule rule, NamedBit row, string name, string kernels, string message) =>
        _findings.Add(new AuditFinding(rule, row.Name.Line, row.Name.Column, row.Name.EndColumn, name, kernels, message));

    private void JudgeFormer(NamedBit row, FormerFlag former)
    {
        if (Holder(row.Bit) is { } holder)
        {
            _told.Add(holder.Flag);
            Add(AuditRule.Wrong, row, former.Name, holder.Kernels, $"bit {Text(row.Bit)} is called {former.Name}, which no kernel from {former.Until} on has; it is {holder.Flag} on {holder.Kernels}; call it {holder.Flag}");
        }
        else
        {
            Add(AuditRule.Dead, row, former.Name, $"from {former.Until} on", $"no kernel from {former.Until} on has {former.Name}; take it out");
        }
    }

    private void JudgeMoved(NamedBit row, string flag)
    {
        var bits = FlagFacts.BitsOf(_facts.Scope.Newest, flag);
        if (bits.Count == 0)
        {
            var having = _facts.Scope.Where(table => table.Flags.Any(f => f.Name == flag && f.Bit is not null));
            Add(AuditRule.Dead, row, flag, $"from {_facts.Scope.Ends.Newest} on", having is null
                ? $"{_facts.Scope.Ends.Newest} has no {flag}; take it out, or name the kernels that it is for"
                : $"{flag} is there on {having} only; take it out, or say so");
            return;
        }

        var holder = Holder(row.Bit);
        if (holder is { } other)
        {
            _told.Add(other.Flag);
        }

        var kernels = _facts.Scope.Where(table => bits.Any(bit => FlagFacts.HasBit(table, flag, bit)))!;
        var wrong = _facts.Scope.Where(table => FlagFacts.BitsOf([table], flag).Count > 0 && !FlagFacts.HasBit(table, flag, row.Bit))!;
        var right = string.Join(" or ", bits.Select(Text));
        var taken = holder is { } now && now.Flag != flag ? $", which is {now.Flag} on {now.Kernels}" : "";
        var since = wrong == kernels ? "" : $" (wrong: {wrong})";
        Add(AuditRule.Wrong, row, flag, wrong, $"{flag} is given bit {Text(row.Bit)}{taken}{since}; it is bit {right} on {kernels}; give it bit {right}");
    }

    /// <summary>A name that no kernel has: where the bit is another flag that the table does not name elsewhere, it is that one's.</summary>
    private void JudgeUnknown(NamedBit row, HashSet<string> flags)
    {
        if (Holder(row.Bit) is not { } holder || flags.Contains(holder.Flag) || IsNoFlag(row.Name.Text) || IsLike(row.Name.Text, row.Bit))
        {
            return;
        }

        _told.Add(holder.Flag);
        Add(AuditRule.Wrong, row, row.Name.Text, holder.Kernels, $"bit {Text(row.Bit)} is called {row.Name.Text}, which no kernel that is described has; it is {holder.Flag} on {holder.Kernels}");
    }

    private static bool IsNoFlag(string name) => name.Split('_').Any(word => NoFlags.Contains(word.ToUpperInvariant()));

    /// <summary>Whether a name is that of a flag of the bit in other words: EXECUTE for EXEC.</summary>
    private bool IsLike(string name, int bit)
    {
        var keys = FlagWord.Keys(name).Select(key => key.Key).ToList();
        return keys.Count == 0 || _facts.Scope.Tables
            .SelectMany(table => table.Flags.Where(flag => FlagFacts.HasBit(table, flag.Name, bit)).Select(flag => flag.Name))
            .Distinct()
            .Select(FlagWord.Key)
            .Any(flag => keys.Exists(key => key.Contains(flag, StringComparison.Ordinal) || flag.Contains(key, StringComparison.Ordinal) || Likeness.IsNear(key, flag)));
    }

    private IEnumerable<string> Missing(HashSet<string> flags)
    {
        var elsewhere = NamedElsewhere();
        return _facts.ScopeFlags.Where(flag => !flags.Contains(flag) && !_told.Contains(flag) && !elsewhere.Contains(flag) && !IsNamedOtherwise(flag));
    }

    private void FindMissing(HashSet<string> flags)
    {
        var end = _table.Rows[^1].Name;
        foreach (var flag in Missing(flags))
        {
            var bits = FlagFacts.BitsOf(_facts.Scope.Newest, flag);
            var kernels = _facts.Scope.Where(table => bits.Any(bit => FlagFacts.HasBit(table, flag, bit)));
            if (kernels is not null)
            {
                _findings.Add(new AuditFinding(
                    AuditRule.Missing, end.Line, end.Column, end.EndColumn, flag, kernels, $"the table lacks {flag}, bit {string.Join(" or ", bits.Select(Text))} on {kernels}; add it"));
            }
        }
    }

    /// <summary>The flags that the source names as the table does, and so has from elsewhere: where they are conditional, or from a header.</summary>
    private HashSet<string> NamedElsewhere()
    {
        var prefix = _table.Rows.Where(row => row.Key is not null).Select(row => PrefixOf(row.Name.Text, row.Key!)).CountBy(p => p).MaxBy(p => p.Value).Key;
        return prefix.Length == 0 ? [] :
        [
            .. _source.Cells.Where(cell => cell.Kind == CellKind.Word)
                .Select(cell => _facts.KeyOf(cell.Text) is { } key && PrefixOf(cell.Text, key) == prefix ? _facts.FlagOf(key) : null)
                .OfType<string>(),
        ];
    }

    private static string PrefixOf(string name, string key) =>
        FlagWord.Key(name) is var all && all.EndsWith(key, StringComparison.Ordinal) ? all[..^key.Length] : "";

    private bool IsNamedOtherwise(string flag) =>
        _table.Rows.Any(row => row.Key is null && FlagFacts.BitsOf(_facts.Scope.Newest, flag).Contains(row.Bit) && IsLike(row.Name.Text, row.Bit));

    /// <summary>The flag that has a bit on the newest kernels, and the kernels on which it does.</summary>
    private (string Flag, string Kernels)? Holder(int bit)
    {
        var flag = _facts.Scope.Newest.Select(table => FlagFacts.NameOfBit(table, bit)).FirstOrDefault(name => name is not null);
        return flag is null ? null : (flag, _facts.Scope.Where(table => FlagFacts.HasBit(table, flag, bit))!);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
