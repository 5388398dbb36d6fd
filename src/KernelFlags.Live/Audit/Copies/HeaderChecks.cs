using System.Globalization;
using KernelFlags.Live.Trees;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>Holds what a header says of its flags against itself, and its options against those that there are.</summary>
internal static class HeaderChecks
{
    private const string OptionPrefix = "CONFIG_";

    /// <summary>What is wrong with the header.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> Of(TreeFiles files) =>
    [
        .. MissingWords(files),
        .. MissingBits(files),
        .. SharedNumbers(files),
        .. MaskChecks.OfBranches(files),
        .. UndefinedNames(files, files.Header),
        .. files.Copy is { } copy ? UndefinedNames(files, copy) : [],
        .. UnknownOptions(files),
    ];

    /// <summary>Flags without a word, or with one that is empty everywhere.</summary>
    private static IEnumerable<CopyFinding> MissingWords(TreeFiles files) =>
        from flag in files.OwnFlags
        where files.Header.Enumerates && files.Header.Macros[HeaderFlags.Word + flag].All(macro => macro.Kind == FlagMacroKind.Empty)
        select CopyFinding.At(
            AuditRule.Contradiction, Source(files), files.Header.Bits[flag].First().Line.First, flag, $"{flag} is enumerated as {files.Header.Describe(flag)} and has no word {HeaderFlags.Word}{flag}");

    private static IEnumerable<CopyFinding> MissingBits(TreeFiles files) =>
        from macro in files.Header.Source.Macros
        where macro.Enumerated is { } bit && !files.Header.Bits.Contains(bit)
        select CopyFinding.At(AuditRule.Contradiction, Source(files), macro.BodySpan, macro.Enumerated!, $"{macro.Name} is made of {macro.Enumerated}, which is not enumerated");

    /// <summary>
    /// Macros that are made of a flag's word or set which is not defined where they are. One that is conditional itself may imply, by options
    /// that select others, that the flag is there: of such only those are told that are made of a new flag.
    /// </summary>
    private static IEnumerable<CopyFinding> UndefinedNames(TreeFiles files, HeaderFlags header) =>
        from macro in header.Source.Macros
        from mention in macro.Mentions
        where !mention.Name.EndsWith("_BIT", StringComparison.Ordinal)
        let flag = header.FlagOf(mention.Name)
        where flag is not null
        let lines = header.Macros[mention.Name].Select(definition => definition.Line).ToList()
        where lines.Count == 0 || macro.Line.Guards.Count == 0 || files.IsNew(flag)
        let without = Configurations.Of([macro.Line, .. lines])
            .FirstOrDefault(configuration => !configuration.Set.Any(header.Macros.Contains) && configuration.Has(macro.Line) && !lines.Exists(configuration.Has))
        where without is not null
        select CopyFinding.At(
            AuditRule.Contradiction, header.Source.File.Source, mention.Span, flag, $"{macro.Name} is made of {mention.Name}, which is not defined{(lines.Count == 0 ? "" : without.Describe())}");

    /// <summary>Two flags in one bit, in one configuration.</summary>
    private static IEnumerable<CopyFinding> SharedNumbers(TreeFiles files)
    {
        var header = files.Header;
        foreach (var flags in header.Own.SelectMany(flag => header.NumbersOf(flag).Select(number => (flag, number))).GroupBy(flag => flag.number, flag => flag.flag))
        {
            var names = flags.ToList();
            for (var i = 1; i < names.Count; i++)
            {
                var other = names[..i].Find(name => CanMeet(header, name, names[i], flags.Key));
                if (other is not null)
                {
                    var line = LinesOf(header, names[i], flags.Key).First();
                    yield return CopyFinding.At(
                        AuditRule.Contradiction, Source(files), line.First, names[i], string.Create(CultureInfo.InvariantCulture, $"{names[i]} is bit {flags.Key}, which is {other}; one of them needs another"));
                }
            }
        }
    }

    private static bool CanMeet(HeaderFlags header, string left, string right, int number)
    {
        var (mine, theirs) = (LinesOf(header, left, number).ToList(), LinesOf(header, right, number).ToList());
        return Configurations.Of([.. mine, .. theirs]).Any(configuration => mine.Exists(configuration.Has) && theirs.Exists(configuration.Has));
    }

    private static IEnumerable<CLine> LinesOf(HeaderFlags header, string flag, int number) => header.Enumerates
        ? header.Bits[flag].Where(bit => bit.Number == number).Select(bit => bit.Line)
        : header.Macros[HeaderFlags.Word + flag].Where(macro => macro.Kind == FlagMacroKind.Bit).Select(macro => macro.Line);

    /// <summary>
    /// Options that flags depend on and no Kconfig has. Those of an older tree are not asked for; without one the tree must be whole, for
    /// any of its Kconfigs may have an option.
    /// </summary>
    private static IEnumerable<CopyFinding> UnknownOptions(TreeFiles files)
    {
        if (KconfigSource.Read(files.Folder, KconfigSource.Memory) is null || (files.Base is null && !TreeKconfigs.AreAllThere(files.Folder)))
        {
            return [];
        }

        var before = files.Base is null ? [] : OptionsOf(files.Base).Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = OptionsOf(files.Header).DistinctBy(option => option.Name).Where(option => !before.Contains(option.Name)).ToList();
        foreach (var file in TreeKconfigs.Of(files.Folder).TakeWhile(_ => unknown.Count > 0))
        {
            var entries = file.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
            unknown.RemoveAll(option => entries.Contains(option.Name));
        }

        return [.. unknown.Select(option => CopyFinding.At(
            AuditRule.Forgotten, Source(files), option.Line.First, option.Name, $"flags depend on {OptionPrefix}{option.Name}, which no Kconfig of the tree has"))];
    }

    private static IEnumerable<(string Name, CLine Line)> OptionsOf(HeaderFlags header) =>
        from line in header.Source.Bits.Select(bit => bit.Line).Concat(header.Source.Macros.Select(macro => macro.Line))
        from guard in line.Guards
        where guard.Expression is not null
        from symbol in Configurations.SymbolsOf(guard.Expression!)
        where symbol.StartsWith(OptionPrefix, StringComparison.Ordinal)
        select (symbol[OptionPrefix.Length..], guard.Opening);

    private static SourceText Source(TreeFiles files) => files.Header.Source.File.Source;
}
