using KernelFlags.Rendering.Views.Words;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the module of constants beside the C library sees: the words of every system call, with the numbers of one kernel.</summary>
internal static class NativeWordsView
{
    /// <summary>The view.</summary>
    public static ScriptObject Create(Profile profile, IEnumerable<ResolvedTable> tables) => new()
    {
        ["command"] = $"kflags gen --target {SourceRenderer.Name} --out src",
        ["profile"] = Escape.Comment(profile.Name),
        ["tables"] = Rows.Of(tables, table => new ScriptObject
        {
            ["summary"] = Escape.Comment(table.Summary),
            ["words"] = Rows.Of(table.Flags.Select(word =>
                $"{Identifiers.Python(word.CName!)}: Final = {WordRow.Literal(word.Value)}  # {Escape.Comment(word.Summary)}")),
        }),
    };
}
