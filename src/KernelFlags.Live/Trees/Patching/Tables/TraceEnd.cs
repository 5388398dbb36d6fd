using KernelFlags.Live.Trees.Patching.Texts;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Tables;

/// <summary>
/// The commas of the trace table. Behind the last row stands none, for what uses the table puts one there; a row that an option takes away
/// brings its own, behind it, or, where no other row follows, before it.
/// </summary>
internal sealed class TraceEnd(TreeCopy copy)
{
    /// <summary>Puts commas where they belong.</summary>
    public void Mend()
    {
        while (NextEdit() is { } edit)
        {
            copy.Write(TraceSource.Path, LineEdit.Replace(edit.Table.File.Source, edit.Span, edit.Text));
        }
    }

    private (TraceSource Table, Span Span, string Text)? NextEdit()
    {
        var table = TraceSource.Parse(copy.ReadC(TraceSource.Path)!)!;
        var last = table.Rows.ToList().FindLastIndex(r => !BringsComma(table, r));
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            var edit = BringsComma(table, row) ? OfMacro(table, row, isBehindLast: i > last) : OfRow(table, row, isLast: i == last);
            if (edit is not null)
            {
                return edit;
            }
        }

        return null;
    }

    private static bool BringsComma(TraceSource table, TraceRow row) => table.Macros.Any(m => m.Name == row.Macro && m.Parameters is not null);

    private static (TraceSource, Span, string)? OfRow(TraceSource table, TraceRow row, bool isLast)
    {
        if (row.HasComma != isLast)
        {
            return null;
        }

        var text = table.File.Source.Text[row.Span.Start..row.Span.End];
        return (table, row.Span, isLast ? text.TrimEnd(',').TrimEnd() : text + ",");
    }

    private static (TraceSource, Span, string)? OfMacro(TraceSource table, TraceRow row, bool isBehindLast)
    {
        var macro = table.Macros.First(m => m.Name == row.Macro && m.Body.Length > 0);
        var bare = macro.Body.Trim(',', ' ', '\t');
        var body = isBehindLast ? "," + bare : bare + ",";
        return macro.Body.StartsWith(',') == isBehindLast ? null : (table, macro.BodySpan, body);
    }
}
