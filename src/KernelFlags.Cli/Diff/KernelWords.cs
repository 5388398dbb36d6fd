using System.Numerics;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Diff;

/// <summary>Says in words which kernels of a grid are meant.</summary>
internal sealed class KernelWords
{
    /// <summary>More architectures than this are not listed when those that are left out are fewer.</summary>
    private const int MaxListed = 4;

    private readonly KernelGrid _grid;
    private readonly Func<KernelPoint, int> _width;

    /// <summary>The words for a grid.</summary>
    /// <param name="width">The width of a kernel's word, by which architectures are told apart where that is shorter than their names.</param>
    public KernelWords(KernelGrid grid, Func<KernelPoint, int> width)
    {
        _grid = grid;
        _width = width;
    }

    /// <summary>Describes some kernels among those that could be meant.</summary>
    /// <param name="meant">The kernels that are meant.</param>
    /// <param name="possible">The kernels that could be, a superset.</param>
    /// <returns><c>every kernel</c>, <c>6.19 and later, on arm64, with ARM64_MTE</c>.</returns>
    public string Describe(IReadOnlyCollection<KernelPoint> meant, IReadOnlyCollection<KernelPoint> possible)
    {
        var (meantByVersion, possibleByVersion) = (meant.ToLookup(point => point.Version), possible.ToLookup(point => point.Version));
        var texts = _grid.Versions.Select(version => Where([.. meantByVersion[version]], [.. possibleByVersion[version]])).ToList();
        var ranges = new List<string>();
        for (var start = 0; start < texts.Count;)
        {
            var end = start + 1;
            while (end < texts.Count && texts[end] == texts[start])
            {
                end++;
            }

            if (texts[start] is { } where)
            {
                ranges.Add(VersionRange.Text(start == 0 ? null : _grid.Versions[start], end == texts.Count ? null : _grid.Versions[end]) + where);
            }

            start = end;
        }

        return string.Join("; ", ranges);
    }

    /// <summary>What is meant within one version: nothing for all of it, null for none.</summary>
    private string? Where(List<KernelPoint> meant, List<KernelPoint> possible)
    {
        if (meant.Count == 0)
        {
            return null;
        }

        if (meant.Count == possible.Count)
        {
            return "";
        }

        var possibleByArch = possible.ToLookup(point => point.Arch);
        var places = meant.GroupBy(point => point.Arch)
            .GroupBy(points => Options([.. points], [.. possibleByArch[points.Key]]), points => points.Key)
            .Select(archs => string.Join(", ", ((string[])[Archs([.. archs], possible), archs.Key]).Where(text => text.Length > 0)))
            .Where(text => text.Length > 0)
            .ToList();
        return places.Count == 0 ? "" : $", {string.Join(" or ", places)}";
    }

    private string Archs(List<string> meant, List<KernelPoint> possible)
    {
        var all = possible.Select(point => point.Arch).Distinct().ToList();
        if (meant.Count == all.Count)
        {
            return "";
        }

        var sameWidth = possible.GroupBy(_width, point => point.Arch).FirstOrDefault(archs => meant.Count > 1 && meant.ToHashSet().SetEquals(archs));
        if (sameWidth is not null)
        {
            return FormattableString.Invariant($"where the word has {sameWidth.Key} bits");
        }

        var others = all.Except(meant).ToList();
        return meant.Count > MaxListed && others.Count < meant.Count
            ? $"not on {string.Join(", ", others)}"
            : $"on {string.Join(", ", meant)}";
    }

    /// <summary>Options that all of the meant have or lack, where that is what tells them from the others.</summary>
    private string Options(List<KernelPoint> meant, List<KernelPoint> possible)
    {
        if (meant.Count == possible.Count)
        {
            return "";
        }

        static BigInteger Any(List<KernelPoint> points) => points.Aggregate(BigInteger.Zero, (set, point) => set | point.Options);
        static BigInteger All(List<KernelPoint> points) => points.Aggregate(points[0].Options, (set, point) => set & point.Options);
        var open = Any(possible) & ~All(possible);
        var (with, without) = (All(meant) & open, open & ~Any(meant));
        var told = possible.Count(point => (point.Options & with) == with && (point.Options & without).IsZero);
        return told == meant.Count
            ? string.Join(" ", ((string[])[List("with", Names(with)), List("without", Names(without))]).Where(text => text.Length > 0))
            : "in some configurations";
    }

    private List<string> Names(BigInteger set) => [.. _grid.Options.Where((_, index) => !(set & (BigInteger.One << index)).IsZero).Order(StringComparer.Ordinal)];

    private static string List(string word, List<string> options) => options.Count == 0 ? "" : $"{word} {string.Join(" and ", options)}";
}
