using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Live.Borders;

/// <summary>Says of VMAs of which smaps shows no difference whether it is the memory policy, as numa_maps shows it.</summary>
/// <param name="policies">The policies.</param>
public sealed class PolicySettler(NumaMapsReader policies)
{
    private static readonly Border Different = new([new ProvenCause(HiddenCause.PolicyName, "mbind(2) gave them different memory policies, as numa_maps shows")]);

    private readonly Dictionary<Border, Border> _withoutPolicy = [];

    /// <summary>How many borders were asked for whose VMAs are not in numa_maps.</summary>
    public int Unmatched { get; private set; }

    /// <summary>Settles a border as far as policies do.</summary>
    /// <param name="border">The border, which is hidden.</param>
    /// <param name="left">The lower VMA.</param>
    /// <param name="right">The one that begins where it ends: none lower than those that were asked for before.</param>
    /// <returns>A certain one where the policies differ; where they are the same, one of which <c>policy</c> is no candidate.</returns>
    /// <exception cref="InputException">A line is none of numa_maps.</exception>
    /// <exception cref="IOException">It can't be read to its end.</exception>
    public Border Settle(Border border, in MapsEntry left, in MapsEntry right)
    {
        ArgumentNullException.ThrowIfNull(border);
        if (policies.PolicyOf(left.Start) is not { } below || policies.PolicyOf(right.Start) is not { } above)
        {
            Unmatched++;
            return border;
        }

        return below != above ? Different : policies.IsSameFor(below) ? WithoutPolicy(border) : border;
    }

    private Border WithoutPolicy(Border border)
    {
        if (!_withoutPolicy.TryGetValue(border, out var other))
        {
            other = new([new(BorderKind.Hidden, [.. border.Reasons[0].Words.Where(word => word != HiddenCause.PolicyName)])], isCertain: false);
            _withoutPolicy.Add(border, other);
        }

        return other;
    }
}
