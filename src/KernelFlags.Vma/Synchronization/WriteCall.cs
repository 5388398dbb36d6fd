using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <summary>The mmap lock of an address space, held for writing by a system call until it ends.</summary>
/// <typeparam name="TSync">The synchronisation.</typeparam>
internal readonly ref struct WriteCall<TSync> : IDisposable
    where TSync : struct, ISync
{
    private readonly SpaceLocks<TSync> _locks;

    /// <summary>Takes the lock.</summary>
    /// <param name="locks">The locks of the address space.</param>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WriteCall(SpaceLocks<TSync> locks)
    {
        _locks = locks;
        locks.BeginCall();
    }

    /// <summary>Releases the lock. It is called once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => _locks.EndCall();
}
