using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Tables;

/// <summary>The lock of a page table, held.</summary>
internal readonly ref struct PageTableLock<TSync>
    where TSync : struct, ISync
{
    private readonly ref ulong _word;

    /// <summary>Takes the lock.</summary>
    public PageTableLock(ref ulong word)
    {
        WordLock<TSync>.Enter(ref word);
        _word = ref word;
    }

    /// <summary>Releases the lock; a default value holds none.</summary>
    public void Dispose()
    {
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref _word))
        {
            WordLock<TSync>.Exit(ref _word);
        }
    }
}
