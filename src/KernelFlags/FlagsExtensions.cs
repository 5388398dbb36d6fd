using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace KernelFlags;

/// <summary>What can be done with a set of flags of any table.</summary>
public static class FlagsExtensions
{
    /// <summary>Goes through the flags that are set, each as a set of one, from bit 0 up; those that no definition knows too:
    /// <c>foreach (var flag in flags)</c>.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The set.</param>
    /// <returns>The walk, which allocates nothing.</returns>
    public static FlagsEnumerator<TFlags> GetEnumerator<TFlags>(this TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags> => new(flags);

    /// <summary>The set as one word.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="flags">The set.</param>
    /// <returns>Its bits 0 to 63.</returns>
    /// <exception cref="OverflowException">A flag above them is set.</exception>
    public static ulong ToUInt64Checked<TFlags>(this TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        for (var index = 1; index < TFlags.WordCount; index++)
        {
            if (flags.GetWord(index) != 0)
            {
                throw new OverflowException($"{flags.ToString("X", null)} has flags above bit 63; GetWord gives each word.");
            }
        }

        return flags.GetWord(0);
    }

    /// <summary>The set of a word of which every bit is a flag of this kernel.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="word">The word.</param>
    /// <returns>The set.</returns>
    /// <exception cref="OverflowException">A bit is none; <c>FromWord</c> keeps those within the kernel's word.</exception>
    public static TFlags ToFlagsChecked<TFlags>(this ulong word)
        where TFlags : unmanaged, IFlags<TFlags> => word.TryToFlags<TFlags>(out var flags)
            ? flags
            : throw new OverflowException($"0x{word & ~TFlags.Known.GetWord(0):x} of 0x{word:x} is no flag of {typeof(TFlags).Name}.");

    /// <summary>The set of a word, if every bit of it is a flag of this kernel.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="word">The word.</param>
    /// <param name="flags">The set; empty when a bit is none.</param>
    /// <returns>False when a bit is none.</returns>
    public static bool TryToFlags<TFlags>(this ulong word, out TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        var isKnown = (word & ~TFlags.Known.GetWord(0)) == 0;
        flags = isKnown ? TFlags.FromWord(0, word) : TFlags.None;
        return isKnown;
    }
}

/// <summary>A walk through the flags of a set.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A walk is not compared.")]
public struct FlagsEnumerator<TFlags>
    where TFlags : unmanaged, IFlags<TFlags>
{
    private readonly TFlags _flags;
    private ulong _rest;
    private int _index;
    private int _bit;

    internal FlagsEnumerator(TFlags flags) => (_flags, _rest, _index, _bit) = (flags, flags.GetWord(0), 0, 0);

    /// <summary>The flag.</summary>
    public readonly TFlags Current => TFlags.FromWord(_index, 1UL << _bit);

    /// <summary>Goes to the next one.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        while (_rest == 0)
        {
            if (_index + 1 >= TFlags.WordCount)
            {
                return false;
            }

            _rest = _flags.GetWord(++_index);
        }

        _bit = BitOperations.TrailingZeroCount(_rest);
        _rest &= _rest - 1;
        return true;
    }
}
