using System.Diagnostics.CodeAnalysis;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Faults;

/// <summary>
/// A walk through the page tables that may map a part of a file, each of them locked meanwhile. No other lock of the address space is
/// held: VMAs are looked up without one, and once more when the page table is locked. What follows from that holds, for whoever
/// unmaps, remaps or moves a VMA takes its page tables' locks as well; the number of attributes of one that goes may be another's by
/// now, but then its page table is empty.
/// </summary>
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "It is, by each step and by Dispose.")]
internal ref struct MappedParts<TFlags, TSync>(Mm<TFlags, TSync> mm, PageCache pages, ulong first, ulong end)
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly PageCache _pages = pages;
    private VmaWalk<TFlags, TSync> _walk = new(mm.Store, mm.PageShift);
    private PageTableLock<TSync> _lock;
    private VmaRecord<TFlags> _vma;
    private ulong _next;
    private ulong _stop;

    /// <summary>The VMA.</summary>
    public readonly VmaRecord<TFlags> Vma => _vma;

    /// <summary>The first page, by its address.</summary>
    public ulong First { get; private set; }

    /// <summary>The page after the last one, within the same page table.</summary>
    public ulong End { get; private set; }

    public bool MoveNext()
    {
        Dispose();
        while (_next < _stop || MoveToNextVma())
        {
            First = _next = mm.Pages.Table.SkipMissing(_next, _stop);
            End = _next = Math.Min(_stop, PageTable.LeafStart(First) + PageTable.LeafPages);
            if (First == _stop || !mm.Pages.Table.TryLock(First, out _lock))
            {
                continue;
            }

            if (IsStillMapped())
            {
                return true;
            }

            Dispose();
        }

        return false;
    }

    public void Dispose()
    {
        _lock.Dispose();
        _lock = default;
    }

    private bool MoveToNextVma()
    {
        while (_walk.MoveNext())
        {
            if (TryClip(_walk.Current, out _next, out _stop))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the first VMA in the page table that maps the part now.</summary>
    private bool IsStillMapped()
    {
        var (page, stop) = (First, End);
        while (page < stop && mm.Store.TryFindNext(page << mm.PageShift, out _vma))
        {
            if (TryClip(_vma, out var from, out var to) && from < stop && to > page)
            {
                First = Math.Max(page, from);
                End = _next = Math.Min(stop, to);
                return true;
            }

            page = mm.Page(_vma.End);
        }

        return false;
    }

    /// <summary>The pages of a VMA that map the part of the file.</summary>
    private readonly bool TryClip(in VmaRecord<TFlags> vma, out ulong from, out ulong to)
    {
        var start = mm.Page(vma.Start);
        var offset = vma.PageOffset;
        var offsetEnd = offset + mm.Page(vma.End - vma.Start);
        (from, to) = (start + Math.Max(first, offset) - offset, start + Math.Min(end, offsetEnd) - offset);
        return mm.AttributesOf(vma).File?.Pages == _pages && offset < end && first < offsetEnd;
    }
}
