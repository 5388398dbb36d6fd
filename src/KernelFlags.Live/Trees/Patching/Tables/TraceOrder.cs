namespace KernelFlags.Live.Trees.Patching.Tables;

/// <summary>The rows that the trace table of a tree has on one kernel.</summary>
internal static class TraceOrder
{
    /// <summary>The rows, in their order: the flag's name in C, and what is printed.</summary>
    public static IEnumerable<(string Flag, string Name)> Of(TraceSource table, PatchKernel kernel)
    {
        foreach (var row in table.Rows)
        {
            var macro = row.Macro is null ? null
                : table.Macros.LastOrDefault(m => m.Name == row.Macro && m.Line.Guards.All(g => g.Holds(kernel.Macro) == true));
            if (row.Macro is null || macro?.Body.Length > 0)
            {
                yield return (row.Flag ?? macro?.Flag ?? "", row.Name ?? macro?.PrintedName ?? "");
            }
        }
    }
}
