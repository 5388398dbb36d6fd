using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>Holds the tables that a kernel prints from, and the document that explains one, against the header.</summary>
internal static class RowChecks
{
    /// <summary>What is wrong with the mnemonics.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> OfMnemonics(TreeFiles files) => files.Mnemonics is not { } table ? [] :
    [
        .. table.Rows.Where(row => files.Header.FlagOf(row.Flag) is null).Select(row => CopyFinding.At(
            AuditRule.Left, table.File.Source, row.Line.First, row.Flag, $"{row.Flag} has a row and {HeaderSource.Header} does not define it")),
        .. table.Rows.Where(row => row.Mnemonic.Length > 0).GroupBy(row => row.Mnemonic).Where(rows => rows.Select(row => row.Flag).Distinct().Count() > 1)
            .Select(rows => CopyFinding.At(
                AuditRule.Contradiction, table.File.Source, rows.Last().Line.First, rows.Last().Flag, $"\"{rows.Key}\" stands for {string.Join(" and ", rows.Select(row => row.Flag))}; give one of them other letters")),
        .. files.OwnFlags
            .Where(flag => !table.Rows.Any(row => row.Flag == HeaderFlags.Word + flag) && (files.IsNew(flag) || IsTraced(files, flag)))
            .Select(flag => CopyFinding.At(
                AuditRule.Forgotten, table.File.Source, Before(files, table, flag), flag, $"{HeaderFlags.Word}{flag} has no row, and smaps prints \"??\" for it; {files.HeaderSays(flag)}")),
    ];

    /// <summary>What is wrong with the trace table.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> OfTrace(TreeFiles files)
    {
        if (files.Trace is not { } table)
        {
            return [];
        }

        var source = table.File.Source;
        return
        [
            .. table.Rows.Where(row => row.Flag is { } name && files.Header.FlagOf(name) is null).Select(row => CopyFinding.At(
                AuditRule.Left, source, row.Span, row.Flag!, $"{row.Flag} has a name in traces and {HeaderSource.Header} does not define it")),
            .. table.Rows.Where(row => row.Name is not null).GroupBy(row => row.Name).Where(rows => rows.Count() > 1).Select(rows => CopyFinding.At(
                AuditRule.Contradiction, source, rows.Last().Span, rows.Last().Flag!, $"\"{rows.Key}\" stands in the table more than once; give one of the flags another name")),
            .. table.Rows.Where(row => row.Macro is { } name && Undefined(table, name) is not null).Select(row => CopyFinding.At(
                AuditRule.Contradiction, source, row.Span, row.Flag ?? row.Macro!, $"the row goes through {row.Macro}, which is not defined{Undefined(table, row.Macro!)}")),
            .. files.OwnFlags.Where(flag => files.IsNew(flag) && !IsTraced(files, flag)).Select(flag => CopyFinding.At(
                AuditRule.Forgotten, source, table.LineOf(table.Rows[^1]), flag, $"{HeaderFlags.Word}{flag} has no name in traces; {files.HeaderSays(flag)}")),
        ];
    }

    /// <summary>What is wrong with the mnemonics that are explained.</summary>
    /// <param name="files">The tree.</param>
    public static IEnumerable<CopyFinding> OfDocument(TreeFiles files)
    {
        if (files is not { Document: { } document, Mnemonics: { } mnemonics })
        {
            return [];
        }

        var explained = document.Rows.Select(row => row.Mnemonic).ToHashSet(StringComparer.Ordinal);
        var printed = mnemonics.Rows.Where(row => row.Mnemonic.Length > 0).ToLookup(row => row.Mnemonic, row => row.Flag);
        return
        [
            .. printed.Where(rows => !explained.Contains(rows.Key)).Select(rows => CopyFinding.At(
                AuditRule.Forgotten, document.Source, document.Bottom, FlagName(rows.First()), $"\"{rows.Key}\" is not explained; {MnemonicSource.Path} prints it for {rows.First()}")),
            .. document.Rows.Where(row => !printed.Contains(row.Mnemonic)).Select(row => CopyFinding.At(
                AuditRule.Left, document.Source, row.Span, row.Mnemonic, $"\"{row.Mnemonic}\" is explained, and {MnemonicSource.Path} prints it for no flag; take it out")),
            .. document.Rows.GroupBy(row => row.Mnemonic).Where(rows => rows.Count() > 1).Select(rows => CopyFinding.At(
                AuditRule.Contradiction, document.Source, rows.Last().Span, rows.Key, $"\"{rows.Key}\" is explained more than once")),
        ];
    }

    /// <summary>Where a macro is not defined that rows go through: in words, as a sentence goes on; null where it always is.</summary>
    private static string? Undefined(TraceSource table, string name)
    {
        var lines = table.Macros.Where(macro => macro.Name == name).Select(macro => macro.Line).ToList();
        return lines.Count == 0 ? "" : Configurations.Of(lines).FirstOrDefault(configuration => !lines.Exists(configuration.Has))?.Describe();
    }

    private static string FlagName(string word) => word[HeaderFlags.Word.Length..];

    private static bool IsTraced(TreeFiles files, string flag)
    {
        var word = HeaderFlags.Word + flag;
        return files.Trace is { } table && (table.Rows.Any(row => row.Flag == word) || table.Macros.Any(macro => macro.Flag == word));
    }

    /// <summary>The line of the row that a flag's would follow by its bit.</summary>
    private static int Before(TreeFiles files, MnemonicSource table, string flag)
    {
        var number = files.Header.NumbersOf(flag)[0];
        return table.Rows
            .Select(row => (row.Line.First, Number: files.Header.FlagOf(row.Flag) is { } other && files.Header.NumbersOf(other) is [var bit, ..] ? bit : -1))
            .Where(row => row.Number < number)
            .OrderBy(row => row.Number)
            .Select(row => row.First)
            .LastOrDefault(table.Opening.First);
    }
}
