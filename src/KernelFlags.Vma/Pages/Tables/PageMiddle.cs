using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Tables;

/// <summary>A page middle directory. It is there before it counts as made, since locks are below it.</summary>
internal sealed class PageMiddle<TSync>(ulong key)
    where TSync : struct, ISync
{
    private const int DirectoryCount = 1 << (PageTable.MiddleShift - PageDirectory<TSync>.Order);

    private volatile bool _isMade;

    /// <summary>The number of its first page, in page middle directories.</summary>
    public ulong Key { get; } = key;

    public PageDirectory<TSync>?[] Directories { get; } = new PageDirectory<TSync>?[DirectoryCount];

    public bool IsMade
    {
        get => _isMade;
        set => _isMade = value;
    }

    public ref PageDirectory<TSync>? DirectoryOf(ulong page) =>
        ref Directories[(int)PageDirectory<TSync>.KeyOf(page) & (DirectoryCount - 1)];

    /// <summary>The directory of a page, which lies in or before this, or the first one behind it.</summary>
    public PageDirectory<TSync>? First(ulong page)
    {
        foreach (var directory in Directories)
        {
            if (directory is not null && directory.Key >= PageDirectory<TSync>.KeyOf(page))
            {
                return directory;
            }
        }

        return null;
    }
}
