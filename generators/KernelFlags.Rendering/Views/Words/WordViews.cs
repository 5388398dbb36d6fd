using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views.Words;

/// <summary>What the templates of words see, a view a language. Words have a name and a number; nothing of smaps, traces or masks.</summary>
internal static class WordViews
{
    private const string DefinedEnding = "_FLAGS_H";

    /// <summary>The header of C with a definition a word.</summary>
    public static ScriptObject Defined(ResolvedTable table) => C(table, DefinedEnding, _ => false);

    /// <summary>The header of C with an enumeration. ISO C before C23 has enumerators of <c>int</c> alone: a word beyond it is a definition.</summary>
    public static ScriptObject Enumerated(ResolvedTable table) => C(table, "_FLAGS_ENUM_H", word => word.Value is { High: 0, Low: <= int.MaxValue });

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

    private static ScriptObject C(ResolvedTable table, string ending, Func<ResolvedFlag, bool> isEnumerator)
    {
        var symbols = new CSymbols(table);
        var words = table.Flags.ToLookup(isEnumerator, word => new CSymbol(Identifiers.C(word.CName!), symbols.Literals(word.Value)[0], word.Summary));
        return new()
        {
            ["header"] = FileHeader.Lines(table, "c-header", " *"),
            ["guard"] = Identifiers.C(table.Name).ToUpperInvariant() + ending,
            ["other"] = Targets.FileName(table, "_flags.h"),
            ["other_guard"] = Identifiers.C(table.Name).ToUpperInvariant() + DefinedEnding,
            ["enumerations"] = Rows.Of(
                words.Contains(true) ? new[] { words[true].ToList() } : [],
                enumerators => new ScriptObject { ["words"] = CRows.Assignments(enumerators) }),
            ["words"] = CRows.Definitions([.. words[false]]),
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
