using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>
/// What makes mappings many, for who reads it in a hurry: causes first, the largest on top; what every process has as one line, and so what is
/// too little to matter.
/// </summary>
/// <param name="limit">The most VMAs that a process may have.</param>
/// <param name="vmas">How many there are.</param>
/// <param name="top">The most lines of causes; null for all that matter.</param>
internal sealed class SummaryDigest(int limit, int vmas, int? top, Style style)
{
    /// <summary>What is less than this share of all VMAs does not matter.</summary>
    private const double LeastShare = 0.01;

    /// <summary>The lines.</summary>
    /// <param name="borders">What keeps those apart that touch.</param>
    /// <param name="gaps">Those that stand alone.</param>
    /// <param name="programs">Those of programs and libraries.</param>
    public string Render(IReadOnlyList<BorderGroup> borders, IReadOnlyList<GapGroup> gaps, ProgramFiles programs)
    {
        var causes = borders.Where(group => !group.IsNormal).Select(group => (group.Count, Text: Line(group), Borders: true))
            .Concat(gaps.Where(group => group.Vmas > 1).Select(group => (Count: group.Vmas, Text: GapText.Line(group), Borders: false)))
            .OrderByDescending(cause => cause.Count).ToList();
        var shown = causes.Where(cause => cause.Count >= vmas * LeastShare).Take(top ?? int.MaxValue).ToList();
        var text = new StringBuilder();
        foreach (var (_, line, _) in shown)
        {
            text.Append(line).Append('\n');
        }

        text.Append(borders.Count == 0 ? "no two VMAs touch\n" : "");
        AppendNormal(text, borders, programs);
        var rest = causes.Skip(shown.Count).ToList();
        var restBorders = rest.Where(cause => cause.Borders).Sum(cause => cause.Count);
        var restAlone = gaps.Sum(group => group.Vmas) - shown.Where(cause => !cause.Borders).Sum(cause => cause.Count);
        var parts = new[]
        {
            restBorders > 0 ? Sizes.Count(restBorders, "border") : null,
            restAlone > 0 ? Sizes.Count(restAlone, "VMA that stands alone", "VMAs that stand alone") : null,
        }.OfType<string>().ToList();
        return (parts.Count == 0 ? text : text.Append(style.Dim($"{(text.Length > 0 ? "and " : "")}{string.Join(" and ", parts)}{Why(rest)}")).Append('\n')).ToString();
    }

    /// <summary>Why the rest is not shown, and how to see it.</summary>
    private string Why(IReadOnlyList<(int Count, string Text, bool Borders)> rest) =>
        rest.Any(cause => cause.Count >= vmas * LeastShare) ? " (--details shows all)" : ", each cause less than 1% of all VMAs (--details shows them)";

    private string Line(BorderGroup group)
    {
        var line = SummaryText.Line(group, limit);
        return group.Border.IsHidden && !group.Border.IsProven ? line + "; --prove settles it (root), and --details says how else" : group.Fewer > 0 ? style.Yellow(line) : line;
    }

    private static void AppendNormal(StringBuilder text, IReadOnlyList<BorderGroup> borders, ProgramFiles programs)
    {
        if (programs.Files > 0)
        {
            text.Append(Sizes.Count(programs.Files, "program or library", "programs and libraries")).Append(", ").Append(Sizes.Count(programs.Vmas, "VMA")).Append(": normal\n");
        }

        var others = borders.Where(group => group.IsNormal && group.Pattern != BorderPattern.Segments).Sum(group => group.Count);
        if (others > 0)
        {
            text.Append(Sizes.Count(others, "border")).Append(" with another file, none, or a mapping of the kernel or a device: normal\n");
        }
    }
}
