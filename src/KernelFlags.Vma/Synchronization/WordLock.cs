using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Synchronization;

/// <summary>A lock that is one word: 0 while it is free. It is held for moments only, and never by a thread that waits for another lock of
/// the same kind, but where a rule of order says so.</summary>
internal static class WordLock<TSync>
    where TSync : struct, ISync
{
    /// <summary>Takes the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(ref ulong word)
    {
        if (TSync.CompareExchange(ref word, 1, 0) != 0)
        {
            Wait(ref word);
        }
    }

    /// <summary>Releases the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exit(ref ulong word) => TSync.Write(ref word, 0);

    private static void Wait(ref ulong word)
    {
        var spins = 0;
        do
        {
            TSync.Pause(ref spins);
        }
        while (TSync.Read(ref word) != 0 || TSync.CompareExchange(ref word, 1, 0) != 0);
    }
}
