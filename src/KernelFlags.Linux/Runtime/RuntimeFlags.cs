using System.Numerics;

namespace KernelFlags.Linux.Runtime;

/// <summary>
/// The flags of a VMA on a kernel that was resolved at run time, as a value of one 64-bit word. Which kernel that is, the slot says: each
/// slot makes a type of its own, whose constants are those of one table, so that several tables live in one process, and an engine that is
/// generic over its flag type is compiled for each.
/// </summary>
/// <remarks>
/// What depends on the kernel is set once, before any code that is generic over the type runs, and is folded into that code as the numbers
/// of a compiled type are.
/// </remarks>
/// <typeparam name="TSlot">The slot, a value type: reference types would share their code, and load each number from a table.</typeparam>
internal readonly partial struct RuntimeFlags<TSlot> : IVmaFlags<RuntimeFlags<TSlot>>
    where TSlot : unmanaged
{
    private readonly ulong _word;

    private RuntimeFlags(ulong word) => _word = word;

    /// <inheritdoc/>
    public static int WordCount => 1;

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> None => default;

    /// <inheritdoc/>
    public static int AtomicWord => 0;

    /// <inheritdoc/>
    public bool IsEmpty => _word == 0;

    /// <inheritdoc/>
    public int Count => BitOperations.PopCount(_word);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> FromBit(int bit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bit);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bit, Width);
        return new(1UL << bit);
    }

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> FromWord(int index, ulong word)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(index, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(word, Words.All);
        return new(word);
    }

    /// <inheritdoc/>
    public ulong GetWord(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(index, 0);
        return _word;
    }

    /// <inheritdoc/>
    public bool TestAny(RuntimeFlags<TSlot> flags) => (_word & flags._word) != 0;

    /// <inheritdoc/>
    public bool TestAll(RuntimeFlags<TSlot> flags) => (_word & flags._word) == flags._word;

    /// <inheritdoc/>
    public RuntimeFlags<TSlot> With(RuntimeFlags<TSlot> flags) => new(_word | flags._word);

    /// <inheritdoc/>
    public RuntimeFlags<TSlot> Without(RuntimeFlags<TSlot> flags) => new(_word & ~flags._word);

    /// <inheritdoc/>
    public RuntimeFlags<TSlot> Diff(RuntimeFlags<TSlot> flags) => new(_word ^ flags._word);

    /// <inheritdoc/>
    public bool SameAs(RuntimeFlags<TSlot> flags) => _word == flags._word;

    /// <inheritdoc/>
    public bool Equals(RuntimeFlags<TSlot> other) => _word == other._word;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RuntimeFlags<TSlot> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _word.GetHashCode();

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> operator |(RuntimeFlags<TSlot> left, RuntimeFlags<TSlot> right) => new(left._word | right._word);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> operator &(RuntimeFlags<TSlot> left, RuntimeFlags<TSlot> right) => new(left._word & right._word);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> operator ^(RuntimeFlags<TSlot> left, RuntimeFlags<TSlot> right) => new(left._word ^ right._word);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> operator ~(RuntimeFlags<TSlot> value) => new(value._word ^ Words.All);

    /// <inheritdoc/>
    public static bool operator ==(RuntimeFlags<TSlot> left, RuntimeFlags<TSlot> right) => left._word == right._word;

    /// <inheritdoc/>
    public static bool operator !=(RuntimeFlags<TSlot> left, RuntimeFlags<TSlot> right) => left._word != right._word;

    /// <inheritdoc/>
    public override string ToString() => FlagFormatter.Format(this, null);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => FlagFormatter.Format(this, format);

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        FlagFormatter.TryFormat(this, destination, out charsWritten, format);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        FlagFormatter.TryFormat(this, utf8Destination, out bytesWritten, format);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => FlagParser.Parse<RuntimeFlags<TSlot>>(s);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return FlagParser.Parse<RuntimeFlags<TSlot>>(s);
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out RuntimeFlags<TSlot> result) => FlagParser.TryParse(s, out result);

    /// <inheritdoc/>
    public static RuntimeFlags<TSlot> Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => FlagParser.Parse<RuntimeFlags<TSlot>>(utf8Text);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out RuntimeFlags<TSlot> result) => FlagParser.TryParse(utf8Text, out result);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out RuntimeFlags<TSlot> result) =>
        FlagParser.TryParse(s, out result) && s is not null;
}
