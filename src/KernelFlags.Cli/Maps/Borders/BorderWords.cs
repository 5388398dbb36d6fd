using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>Borders in words.</summary>
internal static class BorderWords
{
    /// <summary>Why two VMAs are two, as it stands between their rows.</summary>
    /// <returns>One line.</returns>
    public static string Row(Border border) => "two VMAs: " + All(border);

    /// <summary>Why a VMA and the one below it are two, as it stands over its row where the one below has none.</summary>
    /// <returns>One line.</returns>
    public static string RowOfUpper(Border border) => "not one with the VMA below it: " + All(border);

    /// <summary>All reasons.</summary>
    /// <returns>One line.</returns>
    public static string All(Border border) =>
        border.IsProven ? Proof(border) : string.Join("; ", border.Reasons.Select(Of)) + (border.IsCertain || border.IsHidden ? "" : " (nobody knows these mnemonics)");

    /// <summary>All reasons, as short as may be.</summary>
    /// <returns>Kinds and flags; of a hidden reason the likeliest.</returns>
    public static string Short(Border border) => border.IsProven ? $"{Names(border)}, proven" : border.IsHidden ? $"hidden: {HiddenCause.Named(border.Reasons[0].Words[0]).Words}?" : string.Join(", ", border.Reasons);

    /// <summary>The names of what is proven.</summary>
    public static string Names(Border border) => string.Join(" and ", border.Proven.Select(cause => cause.Name));

    /// <summary>What was seen of each.</summary>
    public static string Proof(Border border) => border.Proven is [{ Name: HiddenCause.NotTriedName } none] ? none.What
        : $"{Names(border)}, proven: {string.Join("; ", border.Proven.Select(cause => cause.What))}";

    /// <summary>What borders are counted by, as people read it.</summary>
    /// <param name="key">The key of a group.</param>
    public static string Key(string key) =>
        key.Replace(" " + HiddenCause.NotTriedName, ", or " + HiddenCause.Named(HiddenCause.NotTriedName).Words, StringComparison.Ordinal);

    /// <summary>A reason, as a sentence about two VMAs goes on.</summary>
    /// <returns>What they do.</returns>
    public static string Of(BorderReason reason)
    {
        var words = string.Join(' ', reason.Words);
        return reason.Kind switch
        {
            BorderKind.Special => $"one is special ({words}) and never merges",
            BorderKind.Flags => $"differ in {words}",
            BorderKind.File => "different files, or a file and none",
            BorderKind.Name => "different names",
            BorderKind.Offset => "the file's offset does not continue",
            _ => $"nothing that smaps shows differs; {MayBe(reason.Words)}",
        };
    }

    /// <summary>The candidates of a hidden reason; that there is none is no candidate like another.</summary>
    private static string MayBe(IReadOnlyList<string> candidates)
    {
        var causes = string.Join(", ", candidates.Where(candidate => candidate != HiddenCause.NotTriedName));
        var none = candidates.Contains(HiddenCause.NotTriedName) ? HiddenCause.Named(HiddenCause.NotTriedName).Words : "";
        return causes.Length == 0 ? none : $"it may be {causes}{(none.Length > 0 ? $", or {none}" : "")}";
    }
}
