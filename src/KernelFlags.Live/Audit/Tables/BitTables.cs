using KernelFlags.Live.Audit.Kernels;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>A table of bits: rows that stand together, and how they are read.</summary>
/// <param name="Rows">Its rows, in order.</param>
/// <param name="Reading">How they are read.</param>
/// <param name="NamePlace">Which of the names beside a value is the bit's, counted from the first; of a row whose names no kernel knows.</param>
internal sealed record BitTable(IReadOnlyList<NamedBit> Rows, BitReading Reading, int NamePlace);

/// <summary>A row of a table of bits, read.</summary>
/// <param name="Bit">The bit.</param>
/// <param name="Name">The name that it is given.</param>
/// <param name="Key">The key by which a kernel knows the name; null where none does.</param>
internal sealed record NamedBit(int Bit, Cell Name, string? Key);

/// <summary>Finds the tables of bits in a source: rows that name flags, most of them in the bits that a kernel has them in.</summary>
internal static class BitTables
{
    private const int MostLinesBetween = 20;
    private const int FewestRight = 6;
    private const int FewestWhereToldOf = 3;
    private const int FewestTelling = 2;

    /// <summary>What the word of a flag of a VMA starts with in C.</summary>
    private const string Word = "VM_";

    /// <summary>Names that flags of other things have too.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "READ", "WRITE", "EXEC", "SHARED", "LOCKED", "IO", "SYNC", "STACK", "HUGETLB", "NORESERVE", "GROWSDOWN", "GROWSUP", "HUGEPAGE", "PAT", "MTE", "SEALED",
        "ACCOUNT", "RESERVED", "EXECUTABLE", "SAO", "MPX",
    };

    /// <summary>The tables of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="facts">Where kernels have their flags.</param>
    /// <returns>The tables, by line; no two share a row.</returns>
    public static IReadOnlyList<BitTable> Find(SourceText source, FlagFacts facts)
    {
        var rows = BitRowReader.Read(source);
        var runs = BitReading.All
            .SelectMany(reading => Runs(source, rows, reading, facts).Select(run => (Run: run, Reading: reading)))
            .Concat(ListReader.Read(source).Select(list => (Run: list, Reading: new BitReading(IsBefore: true, IsMask: false))));
        var found = new List<BitTable>();
        foreach (var table in runs.Select(run => Read(run.Run, run.Reading, facts))
            .Where(table => IsTable(table, source, facts))
            .OrderByDescending(table => table.Rows.Count(row => IsRight(row, facts)))
            .ThenBy(table => table.Rows[0].Name.Line))
        {
            if (!found.Exists(other => First(other) <= Last(table) && First(table) <= Last(other)))
            {
                found.Add(table);
            }
        }

        return [.. found.OrderBy(First)];
    }

    /// <summary>Whether a kernel has the flag in that bit.</summary>
    /// <returns>True when so.</returns>
    public static bool IsRight(NamedBit row, FlagFacts facts) =>
        row.Key is { } key && facts.FlagOf(key) is { } flag && facts.BitsInScope(flag).Contains(row.Bit);

    /// <summary>Whether flags of other things have a name too.</summary>
    /// <param name="key">The name's letters and digits in capitals.</param>
    /// <returns>True when so.</returns>
    public static bool IsCommon(string key) => Common.Contains(key);

    private static int First(BitTable table) => table.Rows[0].Name.Line;

    private static int Last(BitTable table) => table.Rows[^1].Name.Line;

    private static IEnumerable<IReadOnlyList<BitRow>> Runs(SourceText source, IReadOnlyList<BitRow> rows, BitReading reading, FlagFacts facts)
    {
        var run = new List<BitRow>();
        var lastKnown = -1;
        foreach (var row in rows.Where(row => row.Value.Bit(reading.IsMask) is not null))
        {
            if (lastKnown >= 0 && (row.Line - run[lastKnown].Line > MostLinesBetween || source.IsBlockClosed(run[^1].Line, row.Line)))
            {
                yield return run[..(lastKnown + 1)];
                run = [];
                lastKnown = -1;
            }

            var isKnown = row.Names(reading.IsBefore).Any(name => facts.KeyOf(name.Text) is not null);
            if (isKnown || lastKnown >= 0)
            {
                run.Add(row);
                lastKnown = isKnown ? run.Count - 1 : lastKnown;
            }
        }

        if (lastKnown >= 0)
        {
            yield return run[..(lastKnown + 1)];
        }
    }

    private static BitTable Read(IReadOnlyList<BitRow> run, BitReading reading, FlagFacts facts)
    {
        var named = run.Select(row => (Row: row, Names: row.Names(reading.IsBefore), Known: row.Names(reading.IsBefore).Index()
            .Select(name => (name.Index, name.Item, Key: facts.KeyOf(name.Item.Text)))
            .LastOrDefault(name => name.Key is not null))).ToList();
        var place = named.Where(row => row.Known.Key is not null).GroupBy(row => row.Known.Index).MaxBy(rows => rows.Count())?.Key ?? 0;
        var rows = named
            .Where(row => row.Known.Key is not null || row.Names.Count > place)
            .Select(row => new NamedBit(row.Row.Value.Bit(reading.IsMask)!.Value, row.Known.Key is null ? row.Names[place] : row.Known.Item, row.Known.Key));
        return new BitTable([.. rows], reading, place);
    }

    private static bool IsTable(BitTable table, SourceText source, FlagFacts facts)
    {
        var current = table.Rows.Where(row => row.Key is { } key && facts.FlagOf(key) is not null).ToList();
        var right = current.Where(row => IsRight(row, facts)).DistinctBy(row => row.Key).ToList();
        var telling = right.Count(row => !IsCommon(row.Key!));
        var isToldOf = source.SpeaksOfFlags || table.Rows.Any(row => row.Name.Text.StartsWith(Word, StringComparison.Ordinal));
        return (isToldOf ? right.Count >= FewestWhereToldOf && (telling > 0 || table.Rows.Any(row => row.Key is { } key && !IsCommon(key) && facts.FormerOf(key) is not null))
                : right.Count >= FewestRight && telling >= FewestTelling)
            && right.Count * 4 >= current.Count * 3
            && table.Rows.Count(row => row.Key is not null) * 2 >= table.Rows.Count;
    }
}
