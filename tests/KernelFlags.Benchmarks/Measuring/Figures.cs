namespace KernelFlags.Benchmarks.Measuring;

/// <summary>What several rounds gave: on a machine with other work the median says more than the mean.</summary>
internal readonly record struct Figures(double Median, double Low, double High)
{
    /// <summary>Sums up what was measured.</summary>
    /// <param name="values">One value a round; at least one.</param>
    public static Figures Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 != 0 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }

    /// <summary>The ratio of each round: of two values that were measured one after the other.</summary>
    /// <param name="ours">Ours.</param>
    /// <param name="theirs">The peer's.</param>
    /// <returns>The peer's over ours.</returns>
    public static Figures Ratio(IEnumerable<double> ours, IEnumerable<double> theirs) => Of(theirs.Zip(ours, (peer, own) => peer / own));
}
