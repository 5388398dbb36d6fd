using System.Collections;

namespace KernelFlags.Definitions;

/// <summary>
/// An immutable sequence that compares by its elements, so that a record that holds one is equal by value.
/// </summary>
/// <remarks>A default value equals an empty one.</remarks>
/// <typeparam name="T">The type of the elements.</typeparam>
public readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private readonly T[]? _items;

    internal EquatableArray(T[] items) => _items = items;

    /// <summary>The number of elements.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>Whether it has no element.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The element at <paramref name="index"/>.</summary>
    /// <param name="index">From 0.</param>
    public T this[int index] => Items[index];

    private T[] Items => _items ?? [];

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var item in Items)
        {
            hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        }

        return hash;
    }

    /// <summary>Enumerates the elements in order.</summary>
    /// <returns>The enumerator.</returns>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have equal elements in the same order.</summary>
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    /// <summary>Whether they differ in an element or in the order.</summary>
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);
}

/// <summary>Makes <see cref="EquatableArray{T}"/> values.</summary>
public static class EquatableArray
{
    /// <summary>An array of <paramref name="items"/>.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="items">The elements, in order.</param>
    /// <returns>The array.</returns>
    public static EquatableArray<T> Of<T>(params T[] items) => new([.. items]);

    /// <summary>An array with the elements of <paramref name="items"/>.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="items">The elements, in order.</param>
    /// <returns>The array.</returns>
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items) => new([.. items]);
}
