using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>Rows of C headers, set in columns.</summary>
internal static class CRows
{
    private const string Continued = " \\\n\t";

    /// <summary>Rows with a <c>line</c> of the form <c>#define NAME VALUE /* meaning */</c>.</summary>
    public static ScriptArray Definitions(IReadOnlyList<CSymbol> symbols) =>
        Lines(symbols, (name, value, meaning) => $"#define {name} {value} /* {meaning} */", string.Empty);

    /// <summary>Rows with a <c>line</c> of the form <c>NAME = VALUE, /* meaning */</c>.</summary>
    public static ScriptArray Assignments(IReadOnlyList<CSymbol> symbols) =>
        Lines(symbols, (name, value, meaning) => $"{name} = {value} /* {meaning} */", ",");

    /// <summary>A mask: its <c>summary</c>, and a definition of each of its names.</summary>
    public static ScriptObject Mask(string summary, IEnumerable<string> definitions) => new()
    {
        ["summary"] = Escape.Comment(summary),
        ["definitions"] = Rows.Of(definitions),
    };

    /// <summary>A definition of a name.</summary>
    public static string Define(string name, string value) => $"#define {Identifiers.C(name)} {value}";

    /// <summary>A definition of a name by a list.</summary>
    public static string Define(string name, IReadOnlyList<string> parts, string separator, string open, string close) =>
        Columns.Wrap($"#define {Identifiers.C(name)} {open}", parts, separator, Continued, close);

    /// <summary>A definition of a name by words, one or several.</summary>
    public static string DefineUnion(string name, IReadOnlyList<string> words) =>
        words.Count == 1 ? Define(name, words[0]) : Define(name, words, " | ", "(", ")");

    private static ScriptArray Lines(IReadOnlyList<CSymbol> symbols, Func<string, string, string, string> line, string end)
    {
        var names = Columns.Width(symbols.Select(symbol => symbol.Name));
        var values = Columns.Width(symbols.Select(symbol => symbol.Value + end));
        return Rows.Of(symbols, symbol => new ScriptObject
        {
            ["line"] = line(symbol.Name.PadRight(names), (symbol.Value + end).PadRight(values), Escape.Comment(symbol.Summary)),
        });
    }
}
