using KernelFlags.Live.Audit.Kernels;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>Finds the tables of mnemonics in a source, by their rows: most are mnemonics, and they stand together.</summary>
internal static class MnemonicTables
{
    /// <summary>Rows farther apart belong to different tables: rows that are no mnemonics, and comments, stand between two.</summary>
    private const int MostLinesBetween = 20;

    private const int MostUnknownInARow = 3;
    private const int FewestKnown = 5;
    public const int FewestWhereToldOf = 4;
    private const int FewestCapital = 8;
    public const int FewestTelling = 3;
    private const int KnownForOneUnknown = 4;

    /// <summary>The tables of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="facts">What kernels print.</param>
    /// <returns>The rows of each, in order; no two tables share a line.</returns>
    public static IReadOnlyList<IReadOnlyList<TableEntry>> Find(SourceText source, FlagFacts facts)
    {
        var found = new List<IReadOnlyList<TableEntry>>();
        foreach (var run in EntryReader.Read(source)
            .SelectMany((entries, form) => Runs(source, entries, facts).Select(run => (Run: run, Form: form)))
            .Where(run => IsTable(run.Run, facts, source, isCapital: source.Lines[run.Run[0].Line - 1][run.Run[0].Column - 1] is >= 'A' and <= 'Z'))
            .OrderByDescending(run => Known(run.Run, facts).Count)
            .ThenBy(run => run.Form))
        {
            if (!found.Exists(other => other[0].Line <= run.Run[^1].Line && run.Run[0].Line <= other[^1].Line))
            {
                found.Add(run.Run);
            }
        }

        return [.. found.OrderBy(table => table[0].Line)];
    }

    /// <summary>The different mnemonics of a table that kernels print or once printed.</summary>
    public static IReadOnlySet<string> Known(IEnumerable<TableEntry> table, FlagFacts facts) =>
        table.Select(entry => entry.Mnemonic).Where(facts.IsMnemonic).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<IReadOnlyList<TableEntry>> Runs(SourceText source, IReadOnlyList<TableEntry> entries, FlagFacts facts)
    {
        var run = new List<TableEntry>();
        var lastKnown = -1;
        foreach (var entry in entries)
        {
            if (lastKnown >= 0 && (entry.Line - run[^1].Line > MostLinesBetween
                || run.Count - 1 - lastKnown > MostUnknownInARow
                || source.IsBlockClosed(run[^1].Line, entry.Line)))
            {
                yield return run[..(lastKnown + 1)];
                run = [];
                lastKnown = -1;
            }

            var isKnown = facts.IsMnemonic(entry.Mnemonic);
            if (isKnown || lastKnown >= 0)
            {
                run.Add(entry);
                lastKnown = isKnown ? run.Count - 1 : lastKnown;
            }
        }

        if (lastKnown >= 0)
        {
            yield return run[..(lastKnown + 1)];
        }
    }

    private static bool IsTable(IReadOnlyList<TableEntry> run, FlagFacts facts, SourceText source, bool isCapital)
    {
        var known = Known(run, facts);
        var unknown = run.Select(entry => entry.Mnemonic).Distinct().Count() - known.Count;
        var telling = known.Count(mnemonic => !CommonCodes.Contains(mnemonic));
        var fewest = isCapital ? FewestCapital : source.SpeaksOfFlags ? FewestWhereToldOf : FewestKnown;
        return known.Count >= fewest
            && known.Count >= KnownForOneUnknown * unknown
            && (telling >= FewestTelling || source.SpeaksOfFlags)
            && (IsPaired(run) || Completeness.IsComplete(known, facts.CoreMnemonics));
    }

    /// <summary>A bare list of some is a sample of what a kernel printed, or a choice; one of most is a table.</summary>
    private static bool IsPaired(IReadOnlyList<TableEntry> run) => run.Count(entry => entry.IsPair) * 2 > run.Count;
}
