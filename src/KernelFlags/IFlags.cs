using System.Numerics;

namespace KernelFlags;

/// <summary>
/// A set of flags of one table, as a value of one or more 64-bit words. Bits that no definition knows are data: every operation keeps them.
/// </summary>
/// <remarks>
/// <para>Formats:</para>
/// <list type="table">
/// <item><term><c>T</c></term><description>The names of the kernel's trace events joined by <c>|</c>, what is left over in hexadecimal;
/// <c>none</c> for no flag. The default, where the table has such names.</description></item>
/// <item><term><c>N</c></term><description>The same with the names that the flags have in C. The default elsewhere.</description></item>
/// <item><term><c>M</c></term><description>What <c>VmFlags</c> in <c>/proc/PID/smaps</c> shows (proc_pid_smaps(5)): mnemonics, each followed
/// by a blank. Hidden flags are left out and unknown ones are <c>??</c>, as the kernel has it.</description></item>
/// <item><term><c>R</c></term><description>Mnemonics, and what has none in hexadecimal, separated by blanks: it is read back as it
/// was.</description></item>
/// <item><term><c>X</c></term><description>A hexadecimal number with <c>0x</c>.</description></item>
/// </list>
/// <para>Parsing takes all of them; where <c>M</c> says <c>??</c> it fails, since nobody can tell the bit. An empty text is no flag.
/// Formatting and parsing do not allocate and do not depend on the culture.</para>
/// </remarks>
/// <typeparam name="TSelf">The generated type.</typeparam>
public interface IFlags<TSelf> :
    ISpanFormattable,
    IUtf8SpanFormattable,
    ISpanParsable<TSelf>,
    IUtf8SpanParsable<TSelf>,
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

    /// <summary>What smaps prints for each bit of the word: two characters, empty for a hidden flag, <c>??</c> for a bit that it does not know.
    /// Empty where the kernel prints no mnemonics.</summary>
    static virtual ReadOnlySpan<string> Mnemonics => default;

    /// <summary>The kernel's trace table, in its order. An entry of no flag is one that the kernel has without the flag.</summary>
    static virtual ReadOnlySpan<NamedFlags<TSelf>> TraceNames => default;

    /// <summary>Flags that a merged area has when one of those that were merged had them (trait <c>sticky</c>).</summary>
    static abstract TSelf Sticky { get; }

    /// <summary>Flags that may differ between two areas that merge (trait <c>ignore-merge</c>; includes <see cref="Sticky"/>).</summary>
    static abstract TSelf IgnoredOnMerge { get; }

    /// <summary>Flags with one of which an area's page tables are copied on fork(2) (trait <c>copy-on-fork</c>).</summary>
    static abstract TSelf CopyOnFork { get; }

    /// <summary>Flags that may be set with only a read lock held (trait <c>atomic-writable</c>).</summary>
    static abstract TSelf AtomicWritable { get; }

    /// <summary>The index of the 64-bit word that holds all of <see cref="AtomicWritable"/>.</summary>
    static abstract int AtomicWord { get; }

    /// <summary>The set of one bit.</summary>
    /// <param name="bit">Its number, from 0 up to but not including <see cref="Width"/>.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bit lies outside the word.</exception>
    static abstract TSelf FromBit(int bit);

    /// <summary>The set with the bits of <paramref name="word"/> in one of its 64-bit words and nothing in the others.</summary>
    /// <param name="index">The word, from 0 (bits 0 to 63) up to but not including <see cref="WordCount"/>.</param>
    /// <param name="word">The bits.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word, or one of the bits lies outside <see cref="Width"/>.</exception>
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
