using KernelFlags.Cli.Decode;

namespace KernelFlags.Cli.Diff;

/// <summary>Says in words which kernels of a grid are meant.</summary>
internal sealed class KernelWords
{
    /// <summary>More architectures than this are not listed when those that are left out are fewer.</summary>
    private const int MostListed = 4;

    private readonly KernelGrid _grid;
    private readonly Func<KernelPoint, int> _width;

    /// <summary>The words for a grid.</summary>
    /// <param name="grid">The kernels.</param>
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
        var texts = _grid.Versions
            .Select(version => Where([.. meant.Where(point => point.Version == version)], [.. possible.Where(point => point.Version == version)]))
            .ToList();
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

        var possibleByArch = possible.GroupBy(point => point.Arch).ToDictionary(points => points.Key, points => points.ToList());
        var places = meant.GroupBy(point => point.Arch)
            .GroupBy(points => Options([.. points], possibleByArch[points.Key]), points => points.Key)
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
        return meant.Count > MostListed && others.Count < meant.Count
            ? $"not on {string.Join(", ", others)}"
            : $"on {string.Join(", ", meant)}";
    }

    /// <summary>Options that all of the meant have or lack, where that is what tells them from the others.</summary>
    private static string Options(List<KernelPoint> meant, List<KernelPoint> possible)
    {
        if (meant.Count == possible.Count)
        {
            return "";
        }

        var open = possible.SelectMany(point => point.Config).Distinct()
            .Where(option => possible.Any(point => !point.Config.Contains(option))).ToList();
        var with = open.Where(option => meant.All(point => point.Config.Contains(option))).ToList();
        var without = open.Where(option => !meant.Any(point => point.Config.Contains(option))).ToList();
        var told = possible.Count(point => with.TrueForAll(option => point.Config.Contains(option)) && !without.Exists(option => point.Config.Contains(option)));
        return told == meant.Count
            ? string.Join(" ", ((string[])[List("with", with), List("without", without)]).Where(text => text.Length > 0))
            : "in some configurations";
    }

    private static string List(string word, List<string> options) => options.Count == 0 ? "" : $"{word} {string.Join(" and ", options)}";
}
