using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>A C source that compiles only if the header that it includes says what its table does.</summary>
/// <param name="Target">The target whose header it is.</param>
public sealed record CCheck(string Target, string File, string Text);

/// <summary>
/// Holds written C headers against their table: every name, value, row and text in them. The values come from the table, not from the
/// templates, and the compiler evaluates the headers.
/// </summary>
public static class OutputCheck
{
    /// <summary>The checks of a table's C headers.</summary>
    /// <returns>A source for each header. None needs another header than its own.</returns>
    public static IReadOnlyList<CCheck> For(ResolvedTable table)
    {
        var view = new CheckView(table);
        return
        [
            Check("c-header", Targets.FileName(table, "_flags.h"), view.Defined),
            Check("c-header", Targets.FileName(table, "_flags_enum.h"), view.Enumerated),
            .. table.IsWords ? [] : OfFlags(table, view),
        ];
    }

    private static IReadOnlyList<CCheck> OfFlags(ResolvedTable table, CheckView view) =>
    [
        Check("c-mmflags", Targets.FileName(table, "_mmflags.h"), view.Trace),
        Check("c-smaps", Targets.FileName(table, "_smaps.h"), view.Smaps),
        Check("c-testing", Targets.FileName(table, "_test_flags.h"), view.Testing),
    ];

    /// <summary>The arguments with which <c>gcc</c> reads such a source from standard input and writes nothing.</summary>
    /// <param name="folder">The folder with the headers.</param>
    /// <returns>The arguments. It optimises, since a condition that holds must leave no call behind.</returns>
    public static IReadOnlyList<string> CompilerArguments(string folder) =>
        ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-I", folder, "-S", "-o", "/dev/null", "-x", "c", "-"];

    private static CCheck Check(string target, string file, Func<string, ScriptObject> view) =>
        new(target, file, TemplateRenderer.Render("checks/check.c.scriban", view(file)));
}
