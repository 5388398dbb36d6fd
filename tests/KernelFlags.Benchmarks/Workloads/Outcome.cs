namespace KernelFlags.Benchmarks.Workloads;

/// <summary>What one run of a workload gave.</summary>
/// <param name="Nanoseconds">The time of an operation.</param>
/// <param name="Sum">The checksum of the VMAs at the end.</param>
/// <param name="Accumulator">What the lookups or the walk added up; null where the workload has none.</param>
/// <param name="Allocated">The bytes that were allocated while the clock ran; not known of a peer.</param>
internal readonly record struct Outcome(double Nanoseconds, ulong Sum, ulong? Accumulator = null, long Allocated = 0)
{
    /// <summary>Whether another engine did the same work with the same result.</summary>
    /// <param name="other">What it gave.</param>
    /// <returns>True when it did.</returns>
    public bool Agrees(Outcome other) => Sum == other.Sum && Accumulator == other.Accumulator;
}
