using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that the words that provoke a flag are those of a system call, where the definitions have any.</summary>
internal static class ProvocationCheck
{
    public static void Run(IReadOnlyList<BoundTable> tables)
    {
        var words = tables.Where(table => table.Table.IsWords)
            .SelectMany(table => table.Flags.Select(word => table.Prefix + word.Flag.Name).Concat(table.DeclaredNames.Select(name => table.Prefix + name)))
            .Distinct()
            .OrderBy(name => name, StringComparer.Ordinal)
            .ToList();
        if (words.Count == 0)
        {
            return;
        }

        var known = new HashSet<string>(words, StringComparer.Ordinal);
        foreach (var item in tables.SelectMany(table => table.Flags).SelectMany(flag => Items(flag.At["provoke"])).Where(item => item.Text is { } name && item.Context.IsComplete && !known.Contains(name)))
        {
            item.ReportName(ProblemRules.UnknownFlag, item.Text!, words, "word", item.Text!);
        }
    }

    private static IEnumerable<Cursor> Items(Cursor? provoke) =>
        provoke?.Entries().Where(entry => entry.Key == "with").SelectMany(entry => entry.Value.Children()) ?? [];
}
