using System.Globalization;
using KernelFlags.Rendering.Views.Words;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the page of <c>markdown</c> sees: rows of cells, in the order of the definition.</summary>
internal static class MarkdownView
{
    /// <summary>The view of a table.</summary>
    public static ScriptObject Create(ResolvedTable table)
    {
        var symbols = new CSymbols(table);
        var view = Page(table);
        view["flags"] = Rows.Of(table.Flags.Where(flag => flag.Bit is not null), flag => Flag(table, symbols, flag));
        view["absent"] = Section(table.Flags.Where(flag => flag.CName is not null && flag.Bit is null).Select(flag => Code(flag.CName!)));
        view["enumerated"] = Section(table.Flags.Where(flag => flag.CName is null)
            .Select(flag => string.Format(CultureInfo.InvariantCulture, "{0} ({1})", Code(flag.Enumerator!), flag.EnumeratedBit)));
        return view;
    }

    /// <summary>The view of a table of words.</summary>
    public static ScriptObject Words(ResolvedTable table)
    {
        var view = Page(table);
        view["words"] = Rows.Of(table.Flags, word => new ScriptObject
        {
            ["name"] = Code(word.CName!) + (word.AliasOf is { } alias ? $" = {Code(table.Prefix + alias)}" : string.Empty),
            ["value"] = Code(word.Value.ToString()),
            ["number"] = WordRow.Shown(table, word),
            ["since"] = word.Since?.ToString() ?? string.Empty,
            ["summary"] = Escape.Markdown(word.Summary),
        });
        return view;
    }

    private static ScriptObject Page(ResolvedTable table)
    {
        var masks = table.Masks.Where(mask => !mask.CNames.IsEmpty || mask.Trait is not null).ToList();
        return new()
        {
            ["name"] = Code(table.Name),
            ["header"] = FileHeader.Lines(table, "markdown", string.Empty),
            ["kernel"] = Escape.Markdown($"Linux {table.Kernel.Kernel.ToFullString()} on {table.Kernel.Arch}"),
            ["summary"] = Escape.Markdown(table.Summary),
            ["evidence"] = Escape.Markdown(EvidenceWords.Sentence(table.Kernel)),
            ["mask_tables"] = Rows.Of(
                masks.Count == 0 ? [] : new[] { masks },
                list => new ScriptObject { ["masks"] = Rows.Of(list, mask => Mask(table, mask)) }),
        };
    }

    private static ScriptObject Flag(ResolvedTable table, CSymbols symbols, ResolvedFlag flag) => new()
    {
        ["mnemonic"] = table.Smaps.IsEmpty ? string.Empty
            : table.Smaps[flag.Bit!.Value] is { Length: > 0 } mnemonic ? Code(mnemonic) : "hidden",
        ["bit"] = flag.Bit,
        ["name"] = Code(flag.CName!) + (symbols.Base(flag) is { } target ? $" = {Code(target.CName!)}" : string.Empty),
        ["trace"] = flag.Trace is { } trace ? Code(trace) : string.Empty,
        ["traits"] = Escape.Markdown(string.Join(", ", flag.Traits)),
        ["since"] = flag.Since?.ToString() ?? string.Empty,
        ["summary"] = Escape.Markdown(flag.Summary),
    };

    private static ScriptObject Mask(ResolvedTable table, ResolvedMask mask) => new()
    {
        ["name"] = Code(mask.Name),
        ["c_names"] = string.Join(", ", mask.CNames.Select(Code)),
        ["value"] = mask.Value.ToString(),
        ["members"] = mask.Value == Union(table, mask)
            ? string.Join(" ", mask.Members.Select(Code))
            : $"all but those of {Code(mask.Complement ?? "others")}",
        ["summary"] = Escape.Markdown(mask.Summary),
    };

    private static FlagBits Union(ResolvedTable table, ResolvedMask mask) => table.Flags
        .Where(flag => flag.Bit is not null && mask.Members.Contains(flag.Name))
        .Aggregate(default(FlagBits), (bits, flag) => bits | flag.Value);

    /// <summary>A paragraph that is there only where it lists something.</summary>
    private static ScriptArray Section(IEnumerable<string> items) =>
        string.Join(", ", items) is { Length: > 0 } text ? Rows.Of([text]) : [];

    /// <summary>
    /// A code span. Markdown knows no escape in it, so the fence is longer than any run of backticks; a table's cell ends at a bar even
    /// there.
    /// </summary>
    private static string Code(string text)
    {
        var visible = Escape.Visible(text);
        var fence = "`";
        while (visible.Contains(fence))
        {
            fence += "`";
        }

        var space = visible.Trim('`').Length < visible.Length ? " " : string.Empty;
        return $"{fence}{space}{visible.Replace("|", "\\|")}{space}{fence}";
    }
}
