using System.Globalization;
using KernelFlags.Live.Audit.Kernels;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Holds a table of mnemonics against what kernels print.</summary>
internal sealed class MnemonicAudit
{
    /// <summary>With fewer pairs that agree, or more that do not, the other side is no flag of a kernel.</summary>
    private const int FewestPairs = 4;

    private const int RightForOneWrong = 2;

    /// <summary>The two sides of a mnemonic, what is nearest first.</summary>
    private static readonly Func<TableEntry, IEnumerable<Cell>>[] Sides = [entry => entry.Before.Reverse(), entry => entry.After];

    private readonly IReadOnlyList<TableEntry> _table;
    private readonly FlagFacts _facts;
    private readonly Dictionary<(int Line, int Column), int> _places;
    private readonly IReadOnlySet<string> _known;
    private readonly string _shape;
    private readonly List<AuditFinding> _findings = [];

    private MnemonicAudit(IReadOnlyList<TableEntry> table, Dictionary<(int Line, int Column), int> places, FlagFacts facts)
    {
        (_table, _places, _facts) = (table, places, facts);
        _known = MnemonicTables.Known(table, facts);
        _shape = table.Where(entry => _known.Contains(entry.Mnemonic)).GroupBy(entry => entry.Shape).MaxBy(entries => entries.Count())!.Key;
    }

    /// <summary>Audits a table.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="places">The place of each item of a list, by where it stands.</param>
    /// <param name="facts">What kernels print.</param>
    /// <returns>What it is, and what is wrong with it, by line.</returns>
    public static (SourceTable Table, IReadOnlyList<AuditFinding> Findings) Of(
        IReadOnlyList<TableEntry> rows, Dictionary<(int Line, int Column), int> places, FlagFacts facts)
    {
        var audit = new MnemonicAudit(rows, places, facts);
        audit.FindDead();
        audit.FindOtherNames();
        var hasOwnNumbers = !audit.FindOtherBits();
        var isComplete = Completeness.IsComplete(audit._known, facts.CoreMnemonics);
        if (isComplete)
        {
            audit.FindMissing();
        }

        var table = new SourceTable(TableKind.Mnemonics, rows[0].Line, rows[^1].Line, rows.Select(row => row.Mnemonic).Distinct().Count(), hasOwnNumbers)
        {
            LeftOut = isComplete ? [] : [.. audit.Missing],
        };
        return (table, audit._findings);
    }

    private void Add(AuditRule rule, TableEntry entry, string kernels, string message) =>
        _findings.Add(new AuditFinding(rule, entry.Line, entry.Column, entry.EndColumn, entry.Mnemonic, kernels, message));

    private void FindDead()
    {
        foreach (var entry in _table.DistinctBy(entry => entry.Mnemonic))
        {
            var mnemonic = entry.Mnemonic;
            if (_facts.FormerOfMnemonic(mnemonic) is { } former)
            {
                Add(AuditRule.Dead, entry, Every, $"no kernel from {former.Until} on prints \"{mnemonic}\", which was {_facts.Prefix}{former.Name}; take it out");
            }
            else if (!_known.Contains(mnemonic))
            {
                if (entry.Shape == _shape)
                {
                    Add(AuditRule.Dead, entry, Every, $"\"{mnemonic}\" is printed by no kernel that is described; take it out");
                }
            }
            else if (!_facts.Scope.Newest.Any(table => FlagFacts.Prints(table, mnemonic)))
            {
                var printing = _facts.Scope.Where(table => FlagFacts.Prints(table, mnemonic));
                Add(AuditRule.Dead, entry, $"from {_facts.Scope.Ends.Newest} on", printing is null
                    ? $"{_facts.Scope.Ends.Newest} does not print \"{mnemonic}\"; take it out, or name the kernels that it is for"
                    : $"\"{mnemonic}\" is printed by {printing} only; take it out, or say so");
            }
        }
    }

    private IEnumerable<string> Missing => _facts.ScopeMnemonics.Where(mnemonic => !_known.Contains(mnemonic));

    private string Every => _facts.Scope.Where(_ => true)!;

    private void FindMissing()
    {
        var end = _table[^1];
        foreach (var mnemonic in Missing)
        {
            var kernels = _facts.Scope.Where(table => FlagFacts.Prints(table, mnemonic))!;
            var flag = _facts.FlagsOfMnemonic(mnemonic) is [var first, ..] ? first : null;
            var bits = FlagFacts.BitsOfMnemonic(_facts.Scope.Newest, mnemonic);
            var what = flag is null ? "" : $", {_facts.Prefix}{flag}{(bits is [var bit] ? $" (bit {Text(bit)})" : "")}";
            _findings.Add(new AuditFinding(
                AuditRule.Missing, end.Line, end.Column, end.EndColumn, mnemonic, kernels, $"the table lacks \"{mnemonic}\"{what}, printed by {kernels}; add it"));
        }
    }

    /// <summary>Finds rows that pair a mnemonic with the name of another flag.</summary>
    private void FindOtherNames()
    {
        var before = Pairs(entry => entry.Before);
        var after = Pairs(entry => entry.After);
        var pairs = before.Count(pair => pair.IsRight) > after.Count(pair => pair.IsRight) ? before : after;
        var right = pairs.Count(pair => pair.IsRight);
        if (right < FewestPairs || right < RightForOneWrong * (pairs.Count - right))
        {
            return;
        }

        foreach (var (entry, flag, _) in pairs.Where(pair => !pair.IsRight))
        {
            var flags = _facts.FlagsOfMnemonic(entry.Mnemonic);
            if (flags.Count > 0)
            {
                Add(AuditRule.Wrong, entry, Prints(entry.Mnemonic), $"\"{entry.Mnemonic}\" is given the meaning of {flag}, and is {flags[0]} on {Prints(entry.Mnemonic)}; {Mend(flag, flags[0])}");
            }
        }
    }

    private string Prints(string mnemonic) => _facts.Scope.Where(table => FlagFacts.Prints(table, mnemonic))!;

    private string Mend(string flag, string right) =>
        _facts.ScopeMnemonics.FirstOrDefault(mnemonic => _facts.FlagsOfMnemonic(mnemonic).Contains(flag)) is { } other
            ? $"pair it with {right}, and \"{other}\" with {flag}"
            : $"pair it with {right}";

    private List<(TableEntry Entry, string Flag, bool IsRight)> Pairs(Func<TableEntry, IEnumerable<Cell>> side)
    {
        var pairs = new List<(TableEntry Entry, string Flag, bool IsRight)>();
        foreach (var entry in _table.Where(entry => _known.Contains(entry.Mnemonic)))
        {
            var flags = _facts.FlagsOfMnemonic(entry.Mnemonic);
            var named = side(entry)
                .Where(cell => cell.Kind is CellKind.Word or CellKind.Text)
                .Select(cell => Meaning(cell, flags))
                .OfType<string>()
                .ToList();
            if (named.Count > 0)
            {
                pairs.Add((entry, named[0], named.Exists(flags.Contains)));
            }
        }

        return pairs;
    }

    /// <summary>The flag that a name or a text is about.</summary>
    private string? Meaning(Cell cell, IReadOnlyList<string> likely)
    {
        var key = _facts.KeyOf(cell.Text);
        var former = key is null || BitTables.IsCommon(key) ? null : _facts.FormerOf(key)?.Name;
        var flag = key is null ? null : _facts.FlagOf(key);
        return flag ?? former ?? (cell.Kind == CellKind.Text ? _facts.MeantBy(cell.Text, likely) : null);
    }

    /// <summary>Finds rows that give a mnemonic another bit.</summary>
    /// <returns>False where the numbers are none of a kernel's bits.</returns>
    private bool FindOtherBits()
    {
        var read = (
            from side in Sides
            from reading in BitReading.All
            where reading.IsBefore
            select Bits(side, reading.IsMask)).Append(Places()).ToList();
        var bits = read.MaxBy(some => some.Count(bit => bit.IsRight))!;
        var right = bits.Count(bit => bit.IsRight);
        if (right < FewestPairs || right < RightForOneWrong * (bits.Count - right))
        {
            return read[..^1].TrueForAll(some => some.Select(bit => bit.Bit).Distinct().Count() * 5 < _table.Count * 4);
        }

        foreach (var (entry, bit, _) in bits.Where(bit => !bit.IsRight))
        {
            var own = FlagFacts.BitsOfMnemonic(_facts.Scope.Newest, entry.Mnemonic);
            if (own.Count > 0)
            {
                Add(AuditRule.Wrong, entry, Prints(entry.Mnemonic), $"\"{entry.Mnemonic}\" is given bit {Text(bit)}{OtherAt(bit)}; it is bit {string.Join(" or ", own.Select(Text))} on {AtNewest(entry.Mnemonic)}");
            }
        }

        return true;
    }

    private string AtNewest(string mnemonic)
    {
        var own = FlagFacts.BitsOfMnemonic(_facts.Scope.Newest, mnemonic);
        return _facts.Scope.Where(table => FlagFacts.BitsOfMnemonic([table], mnemonic).Intersect(own).Any())!;
    }

    private string OtherAt(int bit) =>
        _facts.Scope.Newest.Select(table => FlagFacts.NameOfBit(table, bit)).FirstOrDefault(name => name is not null) is { } name ? $", which is {name}" : "";

    private List<(TableEntry Entry, int Bit, bool IsRight)> Bits(Func<TableEntry, IEnumerable<Cell>> side, bool isMask)
    {
        var bits = new List<(TableEntry Entry, int Bit, bool IsRight)>();
        foreach (var entry in _table.Where(entry => _known.Contains(entry.Mnemonic)))
        {
            if (side(entry).FirstOrDefault(cell => cell.Kind == CellKind.Value)?.Value?.Bit(isMask) is { } bit)
            {
                bits.Add((entry, bit, FlagFacts.BitsOfMnemonic(_facts.Scope.Newest, entry.Mnemonic).Contains(bit)));
            }
        }

        return bits;
    }

    /// <summary>The places of the rows in a list, which are bits where the list is one by bit.</summary>
    private List<(TableEntry Entry, int Bit, bool IsRight)> Places() =>
    [
        .. from entry in _table
           where _known.Contains(entry.Mnemonic) && _places.ContainsKey((entry.Line, entry.Column))
           let place = _places[(entry.Line, entry.Column)]
           select (entry, place, FlagFacts.BitsOfMnemonic(_facts.Scope.Newest, entry.Mnemonic).Contains(place)),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
