using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>Kernel versions from one up to but not including another, in words.</summary>
public static class VersionRange
{
    /// <summary>A range in words.</summary>
    /// <param name="since">The first version; null for the oldest that is described.</param>
    /// <param name="until">The first version that no longer belongs to it; null for none.</param>
    /// <returns><c>every kernel</c>, <c>up to 6.5</c>, <c>6.6 to 6.12</c> or <c>6.13 and later</c>.</returns>
    public static string Text(KernelVersion? since, KernelVersion? until) => (since, until) switch
    {
        (null, null) => "every kernel",
        ({ } first, null) => $"{first} and later",
        (null, { } end) => $"up to {Last(end)}",
        ({ } first, { } end) => Last(end) switch
        {
            var last when last == first => first.ToString(),
            var last when last == first with { Patch = 0 } => $"{first} and later {last}",
            var last => $"{first} to {last}",
        },
    };

    /// <summary>The version before another.</summary>
    private static KernelVersion Last(KernelVersion end) => end.Patch > 0 ? end with { Patch = end.Patch - 1 } : end.PreviousRelease;
}
