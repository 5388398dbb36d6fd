using KernelFlags.Vma.Areas.Locks;

namespace KernelFlags.Vma;

/// <summary>
/// The mmap lock of an address space, held for writing: nobody else changes anything meanwhile. Only with it can the flags of a VMA be
/// changed. <see cref="AddressSpace{TFlags}.LockForWrite"/> takes it.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly ref struct MmapWriteLock<TFlags> : IDisposable
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    internal MmapWriteLock(SpaceLocks locks, ulong ticket) => (Locks, Ticket) = (locks, ticket);

    internal SpaceLocks? Locks { get; }

    internal ulong Ticket { get; }

    /// <summary>Releases the lock, and the VMAs that were locked with it; once more does nothing.</summary>
    public void Dispose() => Locks?.ExitWrite(Ticket);
}
