using System.Text;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>What keeps VMAs apart, summed up in sentences.</summary>
internal static class SummaryText
{
    /// <summary>How VMAs are of which a flag or a registration is taken back.</summary>
    private const string Undone = "undone";

    /// <summary>A group in one line: how many, in what they differ, by which call, what having it otherwise is worth, and what undoing it is now.</summary>
    /// <param name="limit">The most VMAs that a process may have.</param>
    public static string Line(BorderGroup group, int limit) => string.Join("; ", new[] { Head(group), Worth(group, limit), Now(group), Used(group) }.OfType<string>());

    private static string Head(BorderGroup group)
    {
        var borders = Sizes.Count(group.Count, "border");
        return group.Border.IsProven ? $"{borders}: {BorderWords.Proof(group.Border)}" : $"{borders} {What(group.Border, group.Count == 1)}: {group.Cause}";
    }

    /// <summary>Which of several are there for a use of memory, whose own line says what can be done.</summary>
    private static string? Used(BorderGroup group) => group.Explained is 0 || group.Explained == group.Count ? null
        : string.Join(", ", group.Uses.Select(use => $"{Sizes.Of(use.Borders)} as {MappingKinds.Plural(use.Kind)} have them"));

    private static string? Worth(BorderGroup group, int limit) => group.Remedy is not { } remedy ? null
        : $"{(remedy.How == Undone && group.FewerNow != group.Fewer ? "had it never been set" : remedy.How)}, up to {Sizes.Count(group.Fewer, "VMA")} fewer ({Sizes.Percent(group.Fewer, limit)} of max_map_count)";

    /// <summary>What undoing it now is worth, where that is not the same, or rests on what smaps does not tell.</summary>
    private static string? Now(BorderGroup group) => group.FewerNow == group.Fewer && !group.IsAssumed ? null
        : group.FewerNow is not { } fewer ? "how many now depends on pages, which this file does not tell"
        : group.IsAssumed && fewer > 0 ? $"undone now, up to {Sizes.Of(fewer)} fewer (--prove says how many)"
        : $"undone now, {(fewer == 0 ? "none" : Sizes.Of(fewer) + " fewer")}";

    /// <summary>All groups, with what is known of hidden ones in lines of their own, and what would prove which it is.</summary>
    /// <param name="limit">The most VMAs that a process may have.</param>
    public static string Render(IReadOnlyList<BorderGroup> groups, int limit, Style style)
    {
        var text = new StringBuilder();
        if (groups.Count == 0)
        {
            return "no two VMAs touch\n";
        }

        foreach (var group in groups)
        {
            var (worth, now) = (Worth(group, limit), Now(group));
            var line = group.Border.IsHidden || worth is null ? Head(group) : $"{Head(group)}; {worth}";
            text.Append(group.Fewer > 0 ? style.Yellow(line) : line).Append('\n');
            var below = string.Join("; ", new[] { group.Border.IsHidden ? worth : null, now, Used(group) }.OfType<string>());
            text.Append(below.Length > 0 ? $"  {below}\n" : "");
            if (!group.Border.IsHidden || group.Border.IsProven)
            {
                continue;
            }

            var proofs = new Columns();
            foreach (var candidate in group.Border.Reasons[0].Words)
            {
                var cause = HiddenCause.Named(candidate);
                proofs.Add(cause.Words, cause.Proof);
            }

            text.Append(proofs.Render("  "));
        }

        return text.ToString();
    }

    private static string What(Border border, bool isOne)
    {
        var s = isOne ? "s" : "";
        var only = border.Reasons.Count == 1 ? "only " : "";
        return border.IsHidden ? $"{(isOne ? "has" : "have")} no reason that smaps shows"
            : border.Reasons is [{ Kind: BorderKind.Special }] ? $"touch{(isOne ? "es" : "")} a special VMA ({string.Join(' ', border.Reasons[0].Words)}), which never merges"
            : $"differ{s} {only}in {string.Join(" and ", border.Reasons.Select(Noun))}";
    }

    private static string Noun(BorderReason reason) => reason.Kind switch
    {
        BorderKind.Flags => $"`{string.Join(' ', reason.Words)}`",
        BorderKind.File => "the file",
        BorderKind.Name => "the name",
        _ => "the offset in the file",
    };
}
