using KernelFlags.Live.Audit.Kernels;
using KernelFlags.Live.Audit.Sources;
using KernelFlags.Live.Audit.Tables;

namespace KernelFlags.Live.Audit;

/// <summary>Finds the tables of mnemonics and of bits in a source of any language, and holds them against kernels.</summary>
public sealed class SourceAudit
{
    private readonly FlagFacts _facts;
    private readonly Screen _screen;

    /// <summary>An audit.</summary>
    /// <param name="scope">The kernels that sources are held against.</param>
    /// <param name="known">All kernels that are described, by whose flags a table is known as one.</param>
    public SourceAudit(KernelScope scope, KernelScope known)
    {
        _facts = new FlagFacts(scope, known);
        _screen = new Screen(_facts);
    }

    /// <summary>Audits a source.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>The tables that it has, and what is wrong with them.</returns>
    public SourceReport Audit(string text)
    {
        if (!_screen.MayHaveTable(text))
        {
            return new SourceReport([], []);
        }

        var source = new SourceText(text);
        var places = new Dictionary<(int Line, int Column), int>();
        foreach (var row in ListReader.Read(source).SelectMany(list => list))
        {
            places.TryAdd((row.Before[0].Line, row.Before[0].Column), (int)row.Value.Number);
        }

        var mnemonics = MnemonicTables.Find(source, _facts).Select(table => MnemonicAudit.Of(table, places, _facts)).ToList();
        var bits = BitTables.Find(source, _facts).Select(table => BitAudit.Of(table, source, _facts)).ToList();
        var findings = mnemonics.SelectMany(table => table.Findings)
            .Concat(bits.SelectMany(table => table.Findings.Where(finding => finding.Rule != AuditRule.Missing || !mnemonics.Exists(other => IsWithin(table.Table, other.Table)))));
        return new SourceReport(
            [.. mnemonics.Concat(bits).Select(table => table.Table).OrderBy(table => table.Line)],
            [.. findings.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column)]);
    }

    /// <summary>Whether rows have both a mnemonic and a bit: what they lack is said once.</summary>
    private static bool IsWithin(SourceTable table, SourceTable other) => other.Line <= table.EndLine && table.Line <= other.EndLine && other.LeftOut.Count == 0;
}
