using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KernelFlags.Vma;

/// <summary>Search in the sorted keys of a node. Unused keys are <see cref="Unused"/>, above every address that can be asked for.</summary>
internal static class SortedKeys
{
    /// <summary>The key of a slot that holds nothing. Addresses are below it, so that signed comparison serves.</summary>
    public const ulong Unused = long.MaxValue;

    /// <summary>The largest address that can be asked for; higher ones are asked for as this one.</summary>
    public const ulong Highest = Unused - 1;

    /// <summary>Counts the keys that are not above a value: the slot of the first one that is.</summary>
    /// <param name="keys">The keys; 32 or 64.</param>
    /// <param name="value">The value, at most <see cref="Highest"/>.</param>
    /// <returns>The number, the same for every instruction set.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountAtMost(ReadOnlySpan<ulong> keys, ulong value)
    {
        ref var first = ref MemoryMarshal.GetReference(keys);
        if (Vector512.IsHardwareAccelerated)
        {
            var wanted = Vector512.Create((long)value);
            var above = Above(ref first, 0, wanted) | Above(ref first, 8, wanted) | Above(ref first, 16, wanted) | Above(ref first, 24, wanted);
            if (keys.Length == 64)
            {
                above |= Above(ref first, 32, wanted) | Above(ref first, 40, wanted) | Above(ref first, 48, wanted) | Above(ref first, 56, wanted);
            }

            return BitOperations.TrailingZeroCount(above | End(keys.Length));
        }

        if (Vector256.IsHardwareAccelerated)
        {
            var wanted = Vector256.Create((long)value);
            var above = End(keys.Length);
            for (var i = 0; i < keys.Length; i += Vector256<long>.Count)
            {
                var some = Vector256.LoadUnsafe(ref first, (nuint)i).AsInt64();
                above |= (ulong)Vector256.GreaterThan(some, wanted).ExtractMostSignificantBits() << i;
            }

            return BitOperations.TrailingZeroCount(above);
        }

        var count = 0;
        foreach (var key in keys)
        {
            count += key <= value ? 1 : 0;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Above(ref ulong first, int index, Vector512<long> wanted) =>
        Vector512.GreaterThan(Vector512.LoadUnsafe(ref first, (nuint)index).AsInt64(), wanted).ExtractMostSignificantBits() << index;

    /// <summary>The mark after the last key, which counts for keys that are all at most the value.</summary>
    private static ulong End(int length) => length < 64 ? 1UL << length : 0;
}
