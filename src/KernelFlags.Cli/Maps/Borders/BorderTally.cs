using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>Counts the borders of a group.</summary>
/// <param name="border">Why they are there.</param>
/// <param name="pattern">What they look like.</param>
/// <param name="mend">How they go away now.</param>
internal sealed class BorderTally(Border border, BorderPattern pattern, Mend mend)
{
    /// <summary>Why they are there.</summary>
    public Border Border => border;

    /// <summary>What they look like.</summary>
    public BorderPattern Pattern => pattern;

    /// <summary>How they go away now.</summary>
    public Mend Mend => mend;

    /// <summary>How many.</summary>
    public int Count { get; set; }

    /// <summary>How many of them go away, if all that can be mended is mended now.</summary>
    public int Gone { get; set; }

    /// <summary>Whether some of those are taken to share an <c>anon_vma</c>, which only the kernel tells.</summary>
    public bool IsAssumed { get; set; }

    /// <summary>Whether that depends on pages of which nothing is told.</summary>
    public bool IsOpen { get; set; }
}
