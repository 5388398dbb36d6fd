using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Synchronization;

/// <summary>The processor's own synchronisation.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "It has no state.")]
internal readonly struct RealSync : ISync
{
    private const int SpinsBeforeYield = 20;
    private const int SpinsBeforeSleep = 200;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ref readonly ulong word) => Volatile.Read(in word);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref ulong word, ulong value) => Volatile.Write(ref word, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Or(ref ulong word, ulong bits) => Interlocked.Or(ref word, bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong CompareExchange(ref ulong word, ulong value, ulong expected) =>
        Interlocked.CompareExchange(ref word, value, expected);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ref ulong word, ulong value) => Interlocked.Add(ref word, value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadBarrier() =>
#if NET10_0_OR_GREATER
        Volatile.ReadBarrier();
#else
        Interlocked.MemoryBarrier();
#endif

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBarrier() =>
#if NET10_0_OR_GREATER
        Volatile.WriteBarrier();
#else
        Interlocked.MemoryBarrier();
#endif

    /// <inheritdoc/>
    public static void Pause(ref int spins)
    {
        if (++spins < SpinsBeforeYield)
        {
            Thread.SpinWait(spins);
        }
        else if (spins < SpinsBeforeSleep)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(1);
        }
    }
}
