using System.Globalization;
using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The tables of names that formatting and parsing use.</summary>
internal static class TextViews
{
    private const int MaxLiteral = 105;

    public static ScriptObject Smaps(ResolvedTable table) => new()
    {
        ["mnemonics"] = Rows.Of(
            table.Smaps.Select((text, bit) => (text, bit)),
            row => new ScriptObject { ["text"] = Literal(row.text), ["bit"] = row.bit }),
    };

    public static ScriptObject Trace(ResolvedTable table, CSharpMembers members) => new()
    {
        ["entries"] = Rows.Of(table.Trace, entry => new ScriptObject
        {
            ["flags"] = entry.Value.IsEmpty ? "None" : members.OfFlag(entry.Flag) ?? members.OfMask(entry.Flag),
            ["name"] = Literal(entry.Name),
        }),
    };

    public static ScriptObject Info(ResolvedTable table) => new()
    {
        ["flags"] = Rows.Of(table.Flags.Where(flag => flag.CName is not null), flag => new ScriptObject
        {
            ["name"] = Literal(flag.CName),
            ["bit"] = flag.Bit?.ToString(CultureInfo.InvariantCulture) ?? "null",
            ["mnemonic"] = Literal(flag.Smaps),
            ["trace"] = Literal(flag.Trace),
            ["alias_of"] = Literal(table.Flags.FirstOrDefault(f => f.Name == flag.AliasOf && f.Bit is not null)?.CName),
            ["traits"] = flag.Traits.Any(IsOfLanguage)
                ? string.Join(" | ", flag.Traits.Where(IsOfLanguage).Select(CSharpNames.ToMember))
                : "None",
            ["summary"] = Rows.Of(LastArgument(flag.Summary)),
        }),
    };

    public static ScriptObject Capabilities(EquatableArray<string> names) => new() { ["names"] = Rows.Of(names.Select(Literal)) };

    /// <summary>A text as the last argument of a call, on as many lines as it needs.</summary>
    private static IEnumerable<string> LastArgument(string text)
    {
        var lines = LineEndings.Wrap(text, MaxLiteral).ToList();
        return lines.Select((line, i) =>
            (i == 0 ? string.Empty : "+ ") + (i == lines.Count - 1 ? Literal(line) + ")," : Literal(line + " ")));
    }

    private static bool IsOfLanguage(string trait) => Traits.All.Contains(trait, StringComparer.Ordinal);

    private static string Literal(string? text) => text is null ? "null" : Escape.Json(text);
}
