using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>A VMA that a lock keeps from going and changing, but for what may be set atomically: its own, or the mmap lock.</summary>
internal readonly ref struct LockedVma<TFlags, TSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly ref VmaRecord<TFlags> _record;

    public LockedVma(Mm<TFlags, TSync> mm, ref VmaRecord<TFlags> record)
    {
        Mm = mm;
        _record = ref record;
    }

    public Mm<TFlags, TSync> Mm { get; }

    /// <summary>The VMA as it was read; an <c>anon_vma</c> and flags that it gets meanwhile are noted here.</summary>
    public ref VmaRecord<TFlags> Record => ref _record;

    public TFlags Flags => _record.Flags;

    /// <summary>As the floor of pages sees it.</summary>
    public Vma<TFlags> View => Mm.Areas.View(_record);

    public VmaFile? File => Mm.AttributesOf(_record).File;

    public bool IsAnonymous => File is null;

    /// <summary>The place in the file of an address, in pages.</summary>
    public ulong FileIndex(ulong address) => _record.PageOffsetAt(address, Mm.PageShift);

    /// <summary>Locks the contents of its file, if it has one.</summary>
    public PageCacheLock<TSync> LockFile() => PageCacheLock<TSync>.Of(File);

    /// <summary>Gives it an <c>anon_vma</c> if it has none, for which the mmap lock is held, be it for reading.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnsureAnonVma() => Mm.Areas.EnsureAnonVma(ref _record);
}
