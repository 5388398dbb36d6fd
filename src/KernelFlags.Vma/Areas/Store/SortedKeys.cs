using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KernelFlags.Vma.Areas.Store;

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
            // The keys are the second operand, which the processor reads from memory by itself.
            var limit = Vector512.Create((long)value + 1);
            var atMost = AtMost(limit, ref first, 0) | AtMost(limit, ref first, 8) | AtMost(limit, ref first, 16) | AtMost(limit, ref first, 24);
            if (keys.Length == 64)
            {
                atMost |= AtMost(limit, ref first, 32) | AtMost(limit, ref first, 40) | AtMost(limit, ref first, 48) | AtMost(limit, ref first, 56);
            }

            return BitOperations.PopCount(atMost);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            var limit = Vector256.Create((long)value + 1);
            var atMost = 0UL;
            for (var i = 0; i < keys.Length; i += Vector256<long>.Count)
            {
                var some = Vector256.LoadUnsafe(ref first, (nuint)i).AsInt64();
                atMost |= (ulong)Vector256.GreaterThan(limit, some).ExtractMostSignificantBits() << i;
            }

            return BitOperations.PopCount(atMost);
        }

        return CountByHalves(keys, value);
    }

    /// <summary>The same without wide vectors, as a library has it that is compiled ahead of time for every processor.</summary>
    internal static int CountByHalves(ReadOnlySpan<ulong> keys, ulong value)
    {
        ref var first = ref MemoryMarshal.GetReference(keys);
        nuint count = 0;
        for (var half = (nuint)(uint)keys.Length / 2; half > 0; half /= 2)
        {
            count += AllWhenAtMost(Unsafe.Add(ref first, count + half - 1), value) & half;
        }

        return (int)(count + (AllWhenAtMost(Unsafe.Add(ref first, count), value) & 1));
    }

    /// <summary>All bits or none, by arithmetic: where an address lies is what no processor foresees at a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AllWhenAtMost(ulong key, ulong value) => (nuint)((long)(key - value - 1) >> 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AtMost(Vector512<long> limit, ref ulong first, int index) =>
        Vector512.GreaterThan(limit, Vector512.LoadUnsafe(ref first, (nuint)index).AsInt64()).ExtractMostSignificantBits() << index;
}
