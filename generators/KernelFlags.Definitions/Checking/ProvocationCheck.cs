namespace KernelFlags.Definitions;

/// <summary>Checks that the words that provoke a flag are those of a system call, where the definitions have any.</summary>
internal static class ProvocationCheck
{
    public static void Run(IReadOnlyList<BoundTable> tables, BindContext context)
    {
        var words = tables.Where(table => table.Table.IsWords)
            .SelectMany(table => table.Flags.Select(word => table.Prefix + word.Flag.Name).Concat(table.DeclaredNames.Select(name => table.Prefix + name)))
            .Distinct()
            .OrderBy(name => name, StringComparer.Ordinal)
            .ToList();
        if (words.Count == 0 || !context.IsComplete)
        {
            return;
        }

        var known = new HashSet<string>(words, StringComparer.Ordinal);
        foreach (var item in tables.SelectMany(table => table.Flags).SelectMany(flag => Items(flag.At["provoke"])).Where(item => item.Text is { } name && !known.Contains(name)))
        {
            context.Problems.ReportName(item.Here, ProblemRules.UnknownFlag, item.Text!, words, "word", item.Text!);
        }
    }

    private static IEnumerable<Cursor> Items(Cursor? provoke) =>
        provoke?.Entries().Where(entry => entry.Key == "with").SelectMany(entry => entry.Value.Children()) ?? [];
}
