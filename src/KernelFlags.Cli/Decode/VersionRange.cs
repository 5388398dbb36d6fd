using KernelFlags.Definitions;

namespace KernelFlags.Cli.Decode;

/// <summary>Kernel versions from one up to but not including another, in words.</summary>
internal static class VersionRange
{
    /// <summary>A range in words.</summary>
    /// <param name="since">The first version; null for the oldest that is described.</param>
    /// <param name="until">The first version that no longer belongs to it; null for none.</param>
    /// <returns><c>every kernel</c>, <c>up to 6.5</c>, <c>6.6 to 6.12</c> or <c>6.13 and later</c>.</returns>
    public static string Text(KernelVersion? since, KernelVersion? until) => (since, until) switch
    {
        (null, null) => "every kernel",
        ({ } first, null) => $"{first} and later",
        (null, { } end) => Last(end) is { } last ? $"up to {last}" : $"before {end}",
        ({ } first, { } end) => Last(end) switch
        {
            null => $"{first} to before {end}",
            { } last when last == first => first.ToString(),
            { } last when last == first with { Patch = 0 } => $"{first} and later {last}",
            { } last => $"{first} to {last}",
        },
    };

    /// <summary>The version before another; null where only history knows it, as before 7.0.</summary>
    private static KernelVersion? Last(KernelVersion end) => end switch
    {
        { Patch: > 0 } => end with { Patch = end.Patch - 1 },
        { Minor: > 0 } => end with { Minor = end.Minor - 1 },
        _ => null,
    };
}
