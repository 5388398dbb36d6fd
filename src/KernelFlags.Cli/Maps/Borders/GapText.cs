using System.Text;
using KernelFlags.Cli.Maps.Kinds;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>VMAs that stand alone, in sentences.</summary>
internal static class GapText
{
    /// <summary>What is less than this share of all VMAs is folded.</summary>
    private const double LeastShare = 0.01;

    /// <summary>The groups that count, a line each, and one line for the rest; empty where no VMA stands alone.</summary>
    /// <param name="vmas">The number of all VMAs.</param>
    public static string Render(IReadOnlyList<GapGroup> groups, int vmas)
    {
        var text = new StringBuilder();
        var shown = groups.Where(group => group.Vmas > 1 && group.Vmas >= vmas * LeastShare).ToList();
        foreach (var group in shown)
        {
            text.Append(Line(group)).Append('\n');
        }

        var rest = groups.Sum(group => group.Vmas) - shown.Sum(group => group.Vmas);
        return rest == 0 ? text.ToString()
            : text.Append(Sizes.Of(rest)).Append(shown.Count > 0 ? " more" : "").Append(rest == 1 ? " VMA stands alone\n" : " VMAs stand alone\n").ToString();
    }

    /// <summary>A group in one line.</summary>
    public static string Line(GapGroup group)
    {
        var name = MappingKinds.Names[(int)group.Kind];
        if (group.Size is { } size && group.Gap is { } gap)
        {
            return $"{Sizes.Of(group.Vmas)} VMAs of {Sizes.Of(size)} stand alone between gaps of {Sizes.Of(gap)} ({name}): {group.Cause}";
        }

        // What is no adjective stands behind.
        var isLong = name.Contains(',', StringComparison.Ordinal) || name.Split(' ').Length > 2;
        var ranges = string.Join(", ", new[] { isLong ? name : null, group.SizeRange?.ToString(), group.GapRange is { } gaps ? $"gaps of {gaps}" : null }.OfType<string>());
        return $"{Sizes.Of(group.Vmas)} {(isLong ? "" : name + " ")}VMAs stand alone{(ranges.Length > 0 ? $" ({ranges})" : "")}: {group.Cause}";
    }
}
