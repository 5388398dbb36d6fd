namespace KernelFlags.Live.Headers;

/// <summary>Says in few words which of many kernels something is about: <c>arm64, riscv64 without MEM_SOFT_DIRTY</c>.</summary>
/// <param name="all">The kernels that were looked at.</param>
public sealed class ConfigurationFold(IReadOnlyList<TreeConfiguration> all)
{
    /// <summary>More options than these nobody takes in at once; the kernels are named one by one.</summary>
    private const int MostOptions = 3;

    private readonly ILookup<string, TreeConfiguration> _byArch = all.ToLookup(c => c.Kernel.Arch, StringComparer.Ordinal);

    /// <summary>Names kernels.</summary>
    /// <param name="some">Some of all, in their order.</param>
    public string Describe(IReadOnlyCollection<TreeConfiguration> some)
    {
        var archs = some.Select(c => c.Kernel.Arch).Distinct().ToList();
        if (Condition(some, [.. archs.SelectMany(a => _byArch[a])]) is { } common)
        {
            return Architectures(archs) + common;
        }

        var conditions = some.GroupBy(c => c.Kernel.Arch)
            .Select(g => (Arch: g.Key, Condition: Condition([.. g], [.. _byArch[g.Key]]), Names: string.Join(", ", g)))
            .ToList();
        return string.Join("; ", conditions
            .GroupBy(c => c.Condition ?? c.Names)
            .Select(g => g.First().Condition is null ? g.Key : Architectures([.. g.Select(c => c.Arch)]) + g.Key));
    }

    private string Architectures(List<string> archs) =>
        archs.Count == _byArch.Count && archs.Count > 1 ? "every architecture"
        : archs.Count > 1 && Of(is64: true).SequenceEqual(archs) ? "every 64-bit architecture"
        : archs.Count > 1 && Of(is64: false).SequenceEqual(archs) ? "every 32-bit architecture"
        : string.Join(", ", archs);

    private IEnumerable<string> Of(bool is64) => _byArch.Where(g => g.First().Options.Contains("64BIT") == is64).Select(g => g.Key);

    /// <summary>The fewest options by which some kernels differ from the rest.</summary>
    /// <returns>The words behind the architectures; null where there are no such few.</returns>
    private static string? Condition(IReadOnlyCollection<TreeConfiguration> some, IReadOnlyList<TreeConfiguration> from)
    {
        var rest = from.Except(some).ToList();
        var terms = from.SelectMany(c => c.Options).Distinct()
            .SelectMany(o => new[] { (Option: o, IsSet: false), (Option: o, IsSet: true) })
            .Where(t => some.All(c => c.Options.Contains(t.Option) == t.IsSet))
            .OrderBy(t => t.IsSet)
            .ToList();
        return Narrow(rest, terms, MostOptions) is { } found
            ? Words(found)
            : null;
    }

    /// <summary>The fewest terms of which none of the kernels meets all.</summary>
    private static List<(string Option, bool IsSet)>? Narrow(List<TreeConfiguration> rest, List<(string Option, bool IsSet)> terms, int most)
    {
        for (var count = 0; count <= most; count++)
        {
            if (Choose(rest, terms, 0, count) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static List<(string Option, bool IsSet)>? Choose(List<TreeConfiguration> rest, List<(string Option, bool IsSet)> terms, int from, int count)
    {
        if (count == 0)
        {
            return rest.Count == 0 ? [] : null;
        }

        for (var i = from; i < terms.Count; i++)
        {
            var (option, isSet) = terms[i];
            if (Choose([.. rest.Where(c => c.Options.Contains(option) == isSet)], terms, i + 1, count - 1) is { } found)
            {
                return [terms[i], .. found];
            }
        }

        return null;
    }

    private static string Words(List<(string Option, bool IsSet)> terms) => terms.Count == 0 ? "" : " " + string.Join(", ", new[]
    {
        string.Join(" and ", terms.Where(t => t.IsSet).Select(t => t.Option)) is { Length: > 0 } set ? $"with {set}" : null,
        string.Join(" and ", terms.Where(t => !t.IsSet).Select(t => t.Option)) is { Length: > 0 } left ? $"without {left}" : null,
    }.OfType<string>());
}
