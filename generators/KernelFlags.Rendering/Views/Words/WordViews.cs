using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views.Words;

/// <summary>What the templates of words see, a view a language. Words have a name and a number; nothing of smaps, traces or masks.</summary>
internal static class WordViews
{
    /// <summary>The header of C with a definition a word.</summary>
    public static ScriptObject Defined(ResolvedTable table) => C(table, "_FLAGS_H", CRows.Definitions);

    /// <summary>The header of C with an enumeration.</summary>
    public static ScriptObject Enumerated(ResolvedTable table) => C(table, "_FLAGS_ENUM_H", CRows.Assignments);

    /// <summary>The module of Rust.</summary>
    public static ScriptObject Rust(ResolvedTable table) => new()
    {
        ["header"] = FileHeader.Lines(table, "rust", "//"),
        ["summary"] = Escape.RustDoc(table.Summary),
        ["type"] = Identifiers.Type(table.Name) + "Words",
        ["integer"] = string.Format(CultureInfo.InvariantCulture, "u{0}", table.IntegerWidth()),
        ["words"] = Rows.Of(table.Flags, word => new ScriptObject
        {
            ["name"] = Identifiers.Rust(word.Name),
            ["value"] = WordRow.Literal(word.Value),
            ["summary"] = Escape.RustDoc(word.Summary),
        }),
        ["names"] = Rows.Of(Names(table).Select(name => $"({Quote.Rust(name.Name)}, {WordRow.Literal(name.Word.Value)}),")),
        ["rows"] = Rows.Of(WordRow.Of(table).Select(row =>
            $"({WordRow.Literal(row.Mask)}, {WordRow.Literal(row.Word.Value)}, {Quote.Rust(row.Word.CName!)}),")),
    };

    /// <summary>The module of Python.</summary>
    public static ScriptObject Python(ResolvedTable table) => new()
    {
        ["header"] = FileHeader.Lines(table, "python", "#"),
        ["summary"] = Quote.Python(table.Summary),
        ["file"] = Escape.Comment(Targets.FileName(table, "_flags.py")),
        ["width"] = table.IntegerWidth(),
        ["words"] = Rows.Of(table.Flags.Select(word => $"{Identifiers.Python(word.CName!)} = {WordRow.Literal(word.Value)}")),
        ["names"] = Rows.Of(Names(table).Select(name => $"{Quote.Python(name.Name)}: {WordRow.Literal(name.Word.Value)},")),
        ["meanings"] = Rows.Of(table.Flags.Select(word => $"{Quote.Python(word.CName!)}: {Quote.Python(word.Summary)},")),
        ["rows"] = Rows.Of(WordRow.Of(table).Select(row =>
            $"({WordRow.Literal(row.Mask)}, {WordRow.Literal(row.Word.Value)}, {Quote.Python(row.Word.CName!)}),")),
    };

    private static ScriptObject C(ResolvedTable table, string ending, Func<IReadOnlyList<CSymbol>, ScriptArray> rows)
    {
        var symbols = new CSymbols(table);
        var words = table.Flags.Select(word => new CSymbol(Identifiers.C(word.CName!), symbols.Literals(word.Value)[0], word.Summary)).ToList();
        return new()
        {
            ["header"] = FileHeader.Lines(table, "c-header", " *"),
            ["guard"] = Identifiers.C(table.Name).ToUpperInvariant() + ending,
            ["words"] = rows(words),
            ["masks"] = Rows.Of(symbols.Masks(), mask => CRows.Mask(mask.Mask.Summary, mask.Names.Select(name => CRows.Define(name, symbols.Literals(mask.Mask.Value)[0])))),
        };
    }

    /// <summary>The names that a parser knows: those of C, and those of the definition.</summary>
    private static IEnumerable<(string Name, ResolvedFlag Word)> Names(ResolvedTable table)
    {
        var words = table.Flags.Where(word => !word.IsAboutField).ToList();
        return words.Select(word => (word.CName!, word)).Concat(words.Select(word => (word.Name, word)));
    }
}
