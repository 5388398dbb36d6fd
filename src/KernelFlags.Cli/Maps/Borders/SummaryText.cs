using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>What keeps VMAs apart, summed up in sentences.</summary>
internal static class SummaryText
{
    /// <summary>A group in one line: how many, in what they differ, by which call, and what undoing it is worth.</summary>
    /// <param name="limit">The most VMAs that a process may have.</param>
    public static string Line(BorderGroup group, int limit)
    {
        var borders = $"{Sizes.Of(group.Count)} border{(group.Count == 1 ? "" : "s")}";
        if (group.Border.IsProven)
        {
            return $"{borders}: {BorderWords.Proof(group.Border)}";
        }

        var line = $"{borders} {What(group.Border, group.Count == 1)}: {group.Cause}";
        return group.Remedy is not { } remedy ? line
            : $"{line}; {remedy.How}, up to {Sizes.Of(group.Fewer)} VMA{(group.Fewer == 1 ? "" : "s")} fewer ({Sizes.Percent(group.Fewer, limit)} of max_map_count)";
    }

    /// <summary>All groups, and for hidden ones what would prove which it is.</summary>
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
            text.Append(group.Fewer > 0 ? style.Yellow(Line(group, limit)) : Line(group, limit)).Append('\n');
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
