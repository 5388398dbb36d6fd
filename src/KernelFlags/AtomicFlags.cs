namespace KernelFlags;

/// <summary>
/// Flags that may be set with only a read lock held. There is no conversion from <typeparamref name="TFlags"/>: the generated type has
/// an instance for each flag that its definition calls <c>atomic-writable</c> (<c>VmaFlags.Atomic.MaybeGuard</c>), and no others can be had.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly struct AtomicFlags<TFlags> : IEquatable<AtomicFlags<TFlags>>
    where TFlags : unmanaged, IFlags<TFlags>
{
    internal AtomicFlags(TFlags flags) => Flags = flags;

    /// <summary>The flags as a set.</summary>
    public TFlags Flags { get; }

    /// <summary>Their bits in the word <see cref="IFlags{TSelf}.AtomicWord"/>.</summary>
    public ulong Word => Flags.GetWord(TFlags.AtomicWord);

    /// <inheritdoc/>
    public bool Equals(AtomicFlags<TFlags> other) => Flags.Equals(other.Flags);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AtomicFlags<TFlags> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Flags.GetHashCode();

    /// <summary>The flags of either.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static AtomicFlags<TFlags> operator |(AtomicFlags<TFlags> left, AtomicFlags<TFlags> right) => new(left.Flags | right.Flags);

    /// <summary>Whether both hold the same flags.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(AtomicFlags<TFlags> left, AtomicFlags<TFlags> right) => left.Equals(right);

    /// <summary>Whether they differ in a flag.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(AtomicFlags<TFlags> left, AtomicFlags<TFlags> right) => !left.Equals(right);
}

/// <summary>Makes <see cref="AtomicFlags{TFlags}"/> for generated code.</summary>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public static class AtomicFlags
{
    /// <summary>The flags as ones that may be set atomically.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The flags.</param>
    /// <returns>The same flags.</returns>
    /// <exception cref="ArgumentException">One of them is not atomic-writable.</exception>
    public static AtomicFlags<TFlags> FromDefinition<TFlags>(TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags> => TFlags.AtomicWritable.TestAll(flags) ? new(flags) : throw Refused(flags);

    // On its own, so that the test above is a constant where it is called.
    private static ArgumentException Refused<TFlags>(TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags> =>
        new($"{flags.Without(TFlags.AtomicWritable)} may not be set atomically.", nameof(flags));
}
