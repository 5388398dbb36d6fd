using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What the header of <c>c-mmflags</c> sees: the rows of the kernel's trace table, in its order. A row names its flag as one of the
/// headers of <c>c-header</c> does, or the kernel's own; a mask that has no name there is a number.
/// </summary>
internal static class CTraceView
{
    /// <summary>The view of a table.</summary>
    public static ScriptObject Create(ResolvedTable table)
    {
        var symbols = new CSymbols(table);
        var names = new HashSet<string>(symbols.Words.Select(flag => flag.CName!), StringComparer.Ordinal);
        names.UnionWith(symbols.Masks().SelectMany(mask => mask.Names));
        var rows = table.Trace.Select(entry => (Value: Value(table, symbols, names, entry), Name: Quote.C(entry.Name))).ToList();
        var width = Columns.Width(rows.Select(row => row.Value)) + 1;
        return new()
        {
            ["header"] = FileHeader.Lines(table, "c-mmflags", " *"),
            ["guard"] = $"{Identifiers.C(table.Name).ToUpperInvariant()}_MMFLAGS_H",
            ["name"] = MacroName(table),
            ["rows"] = Rows.Of(rows.Select((row, i) =>
                $"\t{{ {(row.Value + ",").PadRight(width)} {row.Name} }}{(i + 1 < rows.Count ? ", \\" : string.Empty)}")),
            ["continued"] = rows.Count == 0 ? string.Empty : " \\",
        };
    }

    /// <summary>The name of the rows, made as the kernel makes its own: <c>__def_vmaflag_names</c>.</summary>
    public static string MacroName(ResolvedTable table) => $"__def_{Identifiers.C(table.Name)}flag_names";

    private static string Value(ResolvedTable table, CSymbols symbols, HashSet<string> names, TraceEntry entry) =>
        names.Contains(entry.CName) ? Identifiers.C(entry.CName)
        : symbols.Literals(entry.Value) is var halves && halves.Count == 1 ? halves[0]
        : $"(({Identifiers.C(table.Name)}_flags_t){halves[1]} << 64 | {halves[0]})";
}
