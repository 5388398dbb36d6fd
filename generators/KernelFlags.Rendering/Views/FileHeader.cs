using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What a generated file says of itself: what it is, of which kernel, and how to make it again. Never when, where or by which version.
/// </summary>
internal static class FileHeader
{
    /// <summary>The lines of a target's files.</summary>
    /// <param name="target">The target's name on the command line.</param>
    /// <param name="mark">What each line starts with: the mark of a comment.</param>
    /// <returns>The lines.</returns>
    public static ScriptArray Lines(ResolvedTable table, string target, string mark) => Rows.Of(
        Texts(table, target).Select(text => string.Join(
            " ", new[] { mark, text.Length == 0 ? text : Escape.Comment(text) }.Where(part => part.Length > 0))));

    /// <summary>The command that makes a target's files. Only a profile can carry flags early, so only then is the profile named.</summary>
    /// <param name="target">The target's name on the command line.</param>
    /// <returns>The command line.</returns>
    public static string Command(ResolvedTable table, string target)
    {
        var kernel = table.Kernel;
        var selector = kernel.Extras.IsEmpty
            ? $"--kernel {kernel.Kernel.ToFullString()} --arch {kernel.Arch}{(kernel.HasAllOptions ? string.Empty : $" --config {Config(kernel)}")}"
            : $"--profile {kernel.Profile}";
        return $"kflags gen --table {table.Name} --target {target} {selector}";
    }

    private static IEnumerable<string> Texts(ResolvedTable table, string target)
    {
        yield return table.Summary;
        yield return string.Empty;
        yield return $"@generated from the table '{table.Name}' for Linux {table.Kernel.Kernel.ToFullString()} on {table.Kernel.Arch}; "
            + "change the definitions, not this file.";
        yield return EvidenceWords.Sentence(table.Kernel);
        yield return $"Made by: {Command(table, target)}";
    }

    private static string Config(KernelProfile kernel) =>
        kernel.Config.IsEmpty ? "\"\"" : string.Join(",", kernel.Config.OrderBy(option => option, StringComparer.Ordinal));
}
