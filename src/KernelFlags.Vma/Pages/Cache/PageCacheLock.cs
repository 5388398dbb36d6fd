using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Cache;

/// <summary>The lock of what a file holds, held.</summary>
internal readonly ref struct PageCacheLock<TSync>
    where TSync : struct, ISync
{
    private readonly PageCache? _pages;

    /// <summary>Takes the lock.</summary>
    public PageCacheLock(PageCache pages)
    {
        WordLock<TSync>.Enter(ref pages.LockWord);
        _pages = pages;
    }

    /// <summary>Locks what a file holds; nothing where there is none.</summary>
    public static PageCacheLock<TSync> Of(VmaFile? file) => file is null ? default : new(file.Pages);

    /// <summary>Releases the lock; a default value holds none.</summary>
    public void Dispose()
    {
        if (_pages is not null)
        {
            WordLock<TSync>.Exit(ref _pages.LockWord);
        }
    }
}
