using System.Text;
using KernelFlags.Cli.Maps.Kinds;
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

    /// <summary>What shows all, and what would prove a hidden cause.</summary>
    public string Elsewhere { get; init; } = "--details";

    /// <summary>The lines.</summary>
    /// <param name="borders">What keeps those apart that touch.</param>
    /// <param name="gaps">Those that stand alone.</param>
    /// <param name="files">Those of programs, libraries and other files.</param>
    /// <param name="uses">What memory is used for, in the place of the borders that it explains.</param>
    public string Render(IReadOnlyList<BorderGroup> borders, IReadOnlyList<GapGroup> gaps, MappedFiles files, UseSummary uses)
    {
        var used = new UseText(uses, limit).Lines();
        var series = files.Series().Where(series => series.Vmas >= vmas * LeastShare).ToList();
        gaps = GapGroup.ByCall(Without(gaps, series));
        borders = uses.Unexplained(borders, [.. used.Select(use => use.Kind)]);
        var causes = borders.Where(group => !group.IsNormal).Select(group => new Cause(group.Count, Line(group, uses.Runtimes), CauseKind.Borders))
            .Concat(gaps.Where(group => group.Vmas > 1).Select(group => new Cause(group.Vmas, GapText.Line(group), CauseKind.Alone)))
            .Concat(used.Select(use => new Cause(use.Vmas, use.Fewer > 0 ? style.Yellow(use.Text) : use.Text, CauseKind.Use)))
            .Concat(series.Select(one => new Cause(one.Vmas, style.Yellow(one.Line(limit, uses.Runtimes)), CauseKind.Files)))
            .OrderByDescending(cause => cause.Count).ToList();
        var shown = causes.Where(cause => cause.Count >= vmas * LeastShare).Take(top ?? int.MaxValue).ToList();
        var text = new StringBuilder();
        foreach (var cause in shown)
        {
            text.Append(cause.Text).Append('\n');
        }

        text.Append(borders.Count == 0 && used.Count == 0 && series.Count == 0 ? "no two VMAs touch\n" : "");
        AppendNormal(text, borders, files, series.Sum(one => one.FileBorders));
        var rest = causes.Skip(shown.Count).ToList();
        var restBorders = Sum(rest, CauseKind.Borders);
        var restAlone = gaps.Sum(group => group.Vmas) - Sum(shown, CauseKind.Alone);
        var restUses = Sum(rest, CauseKind.Use);
        var parts = new[]
        {
            restBorders > 0 ? Sizes.Count(restBorders, "border") : null,
            restAlone > 0 ? Sizes.Count(restAlone, "VMA that stands alone", "VMAs that stand alone") : null,
            Sum(rest, CauseKind.Files) is > 0 and var restFiles ? Sizes.Count(restFiles, "VMA") + " of series of files" : null,
            restUses > 0 ? Sizes.Count(restUses, "VMA") + " of stacks, arenas or reservations" : null,
        }.OfType<string>().ToList();
        return (parts.Count == 0 ? text : text.Append(style.Dim($"{(text.Length > 0 ? "and " : "")}{string.Join(" and ", parts)}{Why(rest)}")).Append('\n')).ToString();
    }

    /// <summary>VMAs that stand alone, less those of files that are told as a series.</summary>
    private static List<GapGroup> Without(IReadOnlyList<GapGroup> gaps, IReadOnlyList<FileSeries> series)
    {
        var told = series.SelectMany(one => one.Alone).GroupBy(alone => alone.Key).ToDictionary(alone => alone.Key, alone => alone.Sum(one => one.Value));
        var rest = new List<GapGroup>();
        foreach (var gap in gaps)
        {
            var taken = Math.Min(gap.Vmas, told.GetValueOrDefault(gap.Kind));
            told[gap.Kind] = told.GetValueOrDefault(gap.Kind) - taken;
            rest.AddRange(taken < gap.Vmas ? [gap with { Vmas = gap.Vmas - taken }] : []);
        }

        return rest;
    }

    /// <summary>Why the rest is not shown, and how to see it.</summary>
    private string Why(IReadOnlyList<Cause> rest) =>
        rest.Any(cause => cause.Count >= vmas * LeastShare) ? $" ({Elsewhere} shows all)" : $", each cause less than 1% of all VMAs ({Elsewhere} shows them)";

    private static int Sum(IEnumerable<Cause> causes, CauseKind kind) => causes.Where(cause => cause.Kind == kind).Sum(cause => cause.Count);

    private string Line(BorderGroup group, Runtimes runtimes)
    {
        var line = SummaryText.Line(group, limit);
        line += group.Pattern == BorderPattern.Decommitted && runtimes.Has(RuntimeSetting.Jemalloc) && RuntimeSetting.For(MappingKind.NoAccess, RuntimeSetting.Jemalloc) is { } setting
            ? "; " + setting.Advice : "";
        return group.Border.IsHidden && !group.Border.IsProven ? $"{line}; --prove settles it (root), and {Elsewhere} says how else" : group.Fewer > 0 ? style.Yellow(line) : line;
    }

    private static void AppendNormal(StringBuilder text, IReadOnlyList<BorderGroup> borders, MappedFiles files, int told)
    {
        if (files.Programs > 0)
        {
            text.Append(Sizes.Count(files.Programs, "program or library", "programs and libraries")).Append(", ").Append(Sizes.Count(files.ProgramVmas, "VMA")).Append(": normal\n");
        }

        var others = borders.Where(group => group.IsNormal && group.Pattern != BorderPattern.Segments).Sum(group => group.Count) - told;
        if (others > 0)
        {
            text.Append(Sizes.Count(others, "border")).Append(" with another file, none, or a mapping of the kernel or a device: normal\n");
        }
    }

    private enum CauseKind
    {
        Borders,
        Alone,
        Use,
        Files,
    }

    private sealed record Cause(int Count, string Text, CauseKind Kind);
}
