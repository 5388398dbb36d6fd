using KernelFlags.Vma.Areas.Locks;

namespace KernelFlags.Vma;

/// <summary>
/// One VMA, locked for reading without the mmap lock: it stays as it is meanwhile, but for the flags that may be set atomically.
/// <see cref="AddressSpace{TFlags}.TryLockVma"/> takes it.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly ref struct VmaReadLock<TFlags> : IDisposable
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    internal VmaReadLock(SpaceLocks locks, ulong ticket, scoped in Vma<TFlags> vma) => (Locks, Ticket, Vma) = (locks, ticket, vma);

    /// <summary>The VMA as it was when it was locked.</summary>
    public Vma<TFlags> Vma { get; }

    internal SpaceLocks? Locks { get; }

    internal ulong Ticket { get; }

    /// <summary>Releases the lock; once more does nothing.</summary>
    public void Dispose() => Locks?.ExitVma(Ticket, Vma.Id);
}
