using System.Runtime.CompilerServices;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Bpf;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>Explains the borders of VMAs that come one by one.</summary>
/// <param name="explainer">Says why VMAs are two.</param>
/// <param name="prover">Settles what smaps leaves open; null where nobody asks the kernel.</param>
/// <param name="policies">Settles what the kernel was not asked, as far as memory policies do; null where nothing tells them.</param>
internal sealed class BorderTracker(BorderExplainer explainer, BorderProver? prover = null, MapsPolicies? policies = null)
{
    private MapsEntry _previous;
    private VmaFacts? _previousFacts;

    /// <summary>The VMA before the one that came last, empty ones left out.</summary>
    public ref readonly MapsEntry Previous => ref _previous;

    /// <summary>The border of the next VMA with the one before.</summary>
    /// <param name="facts">What the kernel has of the next VMA; null where that can't be told.</param>
    /// <returns>The border; null where they do not touch.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Border? Below(in MapsEntry entry, VmaFacts? facts = null)
    {
        if (_previous.Length == 0 || entry.Length == 0 || !BorderExplainer.Touch(_previous, entry))
        {
            return null;
        }

        var border = explainer.Explain(_previous, entry);
        return !border.IsHidden ? border
            : prover is not null && _previousFacts is { } left && facts is { } right ? prover.Prove(left, right)
            : policies is null || border.IsProven || entry.IsPart ? border
            : policies.Settle(border, _previous, entry);
    }

    /// <summary>Goes on to the next VMA.</summary>
    /// <param name="entry">The one that came last.</param>
    /// <param name="facts">What the kernel has of it; null where that can't be told.</param>
    public void Advance(in MapsEntry entry, VmaFacts? facts = null)
    {
        if (entry.Length > 0)
        {
            (_previous, _previousFacts) = (entry, facts);
        }
    }
}
