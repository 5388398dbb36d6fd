using KernelFlags.Vma.Areas.Locks;

namespace KernelFlags.Vma;

/// <summary>
/// The mmap lock of an address space, held for reading: VMAs neither come nor go meanwhile, and only their flags that may be set
/// atomically change. <see cref="AddressSpace{TFlags}.LockForRead"/> takes it; what it is passed to says what it allows.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly ref struct MmapReadLock<TFlags> : IDisposable
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    internal MmapReadLock(SpaceLocks locks, ulong ticket) => (Locks, Ticket) = (locks, ticket);

    internal SpaceLocks? Locks { get; }

    internal ulong Ticket { get; }

    /// <summary>Releases the lock; once more does nothing.</summary>
    public void Dispose() => Locks?.ExitRead(Ticket);
}
