namespace KernelFlags;

/// <summary>What a kernel does: the set of its capabilities. An address space is made with one.</summary>
/// <remarks>The definitions decide which version and configuration has which; nothing else compares versions.</remarks>
public readonly struct KernelCapabilities : IEquatable<KernelCapabilities>
{
    private readonly ulong _low;
    private readonly ulong _high;

    private KernelCapabilities(ulong low, ulong high) => (_low, _high) = (low, high);

    /// <summary>A set of capabilities.</summary>
    /// <param name="capabilities">The capabilities.</param>
    /// <returns>The set.</returns>
    public static KernelCapabilities Of(params KernelCapability[] capabilities)
    {
        var result = default(KernelCapabilities);
        foreach (var capability in capabilities)
        {
            result = result.With(capability);
        }

        return result;
    }

    /// <summary>The set that the definitions name; names that this version does not know are left out.</summary>
    /// <param name="names">The names, as <c>capabilities.yaml</c> has them.</param>
    /// <returns>The set.</returns>
    public static KernelCapabilities FromNames(IEnumerable<string> names)
    {
        var result = default(KernelCapabilities);
        foreach (var name in names)
        {
            for (var i = 0; i < KernelCapabilityNames.All.Count; i++)
            {
                result = KernelCapabilityNames.All[i] == name ? result.With((KernelCapability)i) : result;
            }
        }

        return result;
    }

    /// <summary>Whether the kernel has a capability.</summary>
    /// <param name="capability">The capability.</param>
    /// <returns>True when it has.</returns>
    public bool Has(KernelCapability capability) =>
        ((int)capability < 64 ? _low >> (int)capability : _high >> ((int)capability - 64)) % 2 != 0;

    /// <summary>This set and one more.</summary>
    /// <param name="capability">The capability.</param>
    /// <returns>The larger set.</returns>
    public KernelCapabilities With(KernelCapability capability) => (int)capability < 64
        ? new(_low | (1UL << (int)capability), _high)
        : new(_low, _high | (1UL << ((int)capability - 64)));

    /// <summary>This set without one.</summary>
    /// <param name="capability">The capability.</param>
    /// <returns>The smaller set.</returns>
    public KernelCapabilities Without(KernelCapability capability) => (int)capability < 64
        ? new(_low & ~(1UL << (int)capability), _high)
        : new(_low, _high & ~(1UL << ((int)capability - 64)));

    /// <inheritdoc/>
    public bool Equals(KernelCapabilities other) => _low == other._low && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KernelCapabilities other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_low, _high);

    /// <summary>Whether both hold the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(KernelCapabilities left, KernelCapabilities right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(KernelCapabilities left, KernelCapabilities right) => !left.Equals(right);
}
