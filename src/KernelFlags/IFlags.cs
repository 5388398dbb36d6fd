using System.Numerics;

namespace KernelFlags;

/// <summary>
/// A set of flags of one table, as a value of one or more 64-bit words. Bits that no definition knows are data: every operation keeps them.
/// </summary>
/// <remarks>
/// Formats: <c>T</c> (the default), the names of the kernel's trace events joined by <c>|</c>, what is left over in hexadecimal;
/// <c>M</c>, the mnemonics of <c>VmFlags</c> in <c>/proc/PID/smaps</c>, each followed by a blank; <c>X</c>, a hexadecimal number with
/// <c>0x</c>. Parsing takes any of the three. Formatting and parsing do not allocate.
/// </remarks>
/// <typeparam name="TSelf">The generated type.</typeparam>
public interface IFlags<TSelf> :
    ISpanFormattable,
    IUtf8SpanFormattable,
    ISpanParsable<TSelf>,
    IBitwiseOperators<TSelf, TSelf, TSelf>,
    IEqualityOperators<TSelf, TSelf, bool>,
    IEquatable<TSelf>
    where TSelf : unmanaged, IFlags<TSelf>
{
    /// <summary>The width of the kernel's word, in bits.</summary>
    static abstract int Width { get; }

    /// <summary>The number of 64-bit words that hold it.</summary>
    static abstract int WordCount { get; }

    /// <summary>No flag.</summary>
    static abstract TSelf None { get; }

    /// <summary>Every flag that the definitions know on this kernel.</summary>
    static abstract TSelf Known { get; }

    /// <summary>The flags, in the order of the definition, aliases and names that are 0 included.</summary>
    static abstract ReadOnlySpan<FlagInfo> Flags { get; }

    /// <summary>The set of one bit.</summary>
    /// <param name="bit">Its number, from 0 up to but not including <see cref="Width"/>.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bit lies outside the word.</exception>
    static abstract TSelf FromBit(int bit);

    /// <summary>The set with the bits of <paramref name="word"/> in one of its 64-bit words and nothing in the others.</summary>
    /// <param name="index">The word, from 0 (bits 0 to 63) up to but not including <see cref="WordCount"/>.</param>
    /// <param name="word">The bits.</param>
    /// <returns>The set.</returns>
    static abstract TSelf FromWord(int index, ulong word);

    /// <summary>Whether no flag is set.</summary>
    bool IsEmpty { get; }

    /// <summary>The number of flags that are set.</summary>
    int Count { get; }

    /// <summary>One of the 64-bit words.</summary>
    /// <param name="index">The word, from 0 (bits 0 to 63) up to but not including <see cref="WordCount"/>.</param>
    /// <returns>Its bits.</returns>
    ulong GetWord(int index);

    /// <summary>Whether at least one of <paramref name="flags"/> is set; false for none.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>True when one is.</returns>
    bool TestAny(TSelf flags);

    /// <summary>Whether each of <paramref name="flags"/> is set; true for none.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>True when all are.</returns>
    bool TestAll(TSelf flags);

    /// <summary>This set and <paramref name="flags"/>.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The union.</returns>
    TSelf With(TSelf flags);

    /// <summary>This set but for <paramref name="flags"/>.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The difference.</returns>
    TSelf Without(TSelf flags);

    /// <summary>The flags that are in one of both sets and not in the other.</summary>
    /// <param name="flags">The other set.</param>
    /// <returns>The symmetric difference.</returns>
    TSelf Diff(TSelf flags);

    /// <summary>Whether both sets hold the same flags.</summary>
    /// <param name="flags">The other set.</param>
    /// <returns>True when they do.</returns>
    bool SameAs(TSelf flags);
}
