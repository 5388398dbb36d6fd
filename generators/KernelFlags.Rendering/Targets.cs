using KernelFlags.Rendering.CSharp;
using KernelFlags.Rendering.Views;
using KernelFlags.Rendering.Views.Words;
using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>The targets that a table is rendered to.</summary>
public static class Targets
{
    /// <summary>All targets, in the order in which they are listed.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("csharp", CSharp),
        new("c-header", table => table.IsWords
            ?
            [
                File(table, "_flags.h", "words/words.h.scriban", WordViews.Defined),
                File(table, "_flags_enum.h", "words/words_enum.h.scriban", WordViews.Enumerated),
            ]
            :
            [
                File(table, "_flags.h", "c-header/flags.h.scriban", CHeaderView.Defined),
                File(table, "_flags_enum.h", "c-header/flags_enum.h.scriban", CHeaderView.Enumerated),
            ]),
        OfFlags("c-mmflags", table => File(table, "_mmflags.h", "c-mmflags/mmflags.h.scriban", CTraceView.Create)),
        OfFlags("c-smaps", table => File(table, "_smaps.h", "c-smaps/smaps.h.scriban", CSmapsView.Create)),
        OfFlags("c-testing", table => File(table, "_test_flags.h", "c-testing/test_flags.h.scriban", CTestingView.Create)),
        new("rust", table => [table.IsWords
            ? File(table, "_flags.rs", "words/words.rs.scriban", WordViews.Rust)
            : File(table, "_flags.rs", "rust/flags.rs.scriban", RustView.Create)]),
        new("python", table => [table.IsWords
            ? File(table, "_flags.py", "words/words.py.scriban", WordViews.Python)
            : File(table, "_flags.py", "python/flags.py.scriban", PythonView.Create)]),
        new("markdown", table => [table.IsWords
            ? File(table, "_flags.md", "words/words.md.scriban", MarkdownView.Words)
            : File(table, "_flags.md", "markdown/flags.md.scriban", MarkdownView.Create)]),
        new("json", table => [new(FileName(table, "_flags.json"), TableJson.Render(table))]),
    ];

    /// <summary>The target of a name.</summary>
    /// <param name="name">The name on the command line.</param>
    /// <returns>The target; null when there is none.</returns>
    public static Target? Find(string name) => All.FirstOrDefault(target => target.Name == name);

    /// <summary>The largest template of a user's own, in bytes of UTF-8.</summary>
    public const int MaxTemplateBytes = BoundedContext.MaxTemplateBytes;

    /// <summary>Renders a template of the user's own; it ends, whatever it says. What it sees is described in this project's README.</summary>
    /// <returns>The text.</returns>
    /// <exception cref="TemplateException">The template is wrong, or takes more steps, memory, time or output than one may.</exception>
    public static string RenderTemplate(string templateText, string templateName, ResolvedTable table) =>
        TemplateRenderer.RenderText(templateText, templateName, TableView.Create(table));

    /// <summary>The number of a word as a person writes it: <c>102</c>, <c>0x20</c> for a bit, <c>21 &lt;&lt; 26</c> in a field.</summary>
    /// <returns>The text.</returns>
    public static string NumberOf(ResolvedTable table, ResolvedFlag word) => WordRow.Shown(table, word);

    /// <summary>The name of a table's file.</summary>
    /// <param name="ending">What follows the table's name.</param>
    /// <returns>The name.</returns>
    internal static string FileName(ResolvedTable table, string ending) => table.Name + ending;

    private static OutputFile File(ResolvedTable table, string ending, string template, Func<ResolvedTable, ScriptObject> view) =>
        new(FileName(table, ending), TemplateRenderer.Render(template, view(table)));

    /// <summary>A target of what only flags have. Of words it makes no file.</summary>
    private static Target OfFlags(string name, Func<ResolvedTable, OutputFile> render) => new(name, table => table.IsWords ? [] : [render(table)]);

    private static List<OutputFile> CSharp(ResolvedTable table) => table.IsWords
        ? [Enumeration(table, CSharpType.OfWords(table.Name))]
        : [.. CSharpFiles.Of(table, CSharpType.Of(table.Name)).Select(file => new OutputFile("csharp/" + file.Name, file.Render()))];

    private static OutputFile Enumeration(ResolvedTable table, CSharpType type)
    {
        var origin = $"The words of table '{table.Name}' on {table.Kernel.Profile}.";
        return new($"csharp/{type.Name}.g.cs", new WordEnumeration(type.Namespace, type.Name, [origin]).Render(table, "The numbers are those of this kernel."));
    }
}
