using KernelFlags.Live.Borders;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>Explains the borders of VMAs that come one by one.</summary>
/// <param name="explainer">Says why VMAs are two.</param>
internal sealed class BorderTracker(BorderExplainer explainer)
{
    private MapsEntry _previous;

    /// <summary>The VMA before the one that came last, empty ones left out.</summary>
    public ref readonly MapsEntry Previous => ref _previous;

    /// <summary>The border of the next VMA with the one before.</summary>
    /// <returns>The border; null where they do not touch.</returns>
    public Border? Below(in MapsEntry entry) =>
        _previous.Length > 0 && entry.Length > 0 && BorderExplainer.Touch(_previous, entry) ? explainer.Explain(_previous, entry) : null;

    /// <summary>Goes on to the next VMA.</summary>
    /// <param name="entry">The one that came last.</param>
    public void Advance(in MapsEntry entry)
    {
        if (entry.Length > 0)
        {
            _previous = entry;
        }
    }
}
