using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>Faulting ranges in: mlock(2), <c>MAP_POPULATE</c>, <c>MADV_POPULATE_READ</c> and <c>_WRITE</c>.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Faults in what is mapped of a range, as mlock(2) and <c>MAP_POPULATE</c> do.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="ignoreErrors">Whether to go on behind a VMA that faults.</param>
    private Errno PopulateMapped(ulong start, ulong end, bool ignoreErrors)
    {
        if (start == end)
        {
            return Errno.None;
        }

        using var read = LockForRead();
        while (start < end && _vmas.TryFindNext(start, out var vma) && vma.Start < end)
        {
            start = Math.Max(start, vma.Start);
            var stop = Math.Min(end, vma.End);
            if (!vma.Flags.TestAny(TFlags.Io | TFlags.PfnMap))
            {
                var error = PopulateVma(ref vma, start, stop);
                if (error != Errno.None && !ignoreErrors)
                {
                    return error;
                }
            }

            start = stop;
        }

        return Errno.None;
    }

    /// <summary>Faults in a part of a VMA, up to the first page that faults: for writing where that makes private copies.</summary>
    private Errno PopulateVma(ref VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (vma.Flags.TestAny(TFlags.LockOnFault))
        {
            return Errno.None;
        }

        if (!vma.Flags.TestAny(TFlags.Access) || IsExecuteOnly(vma.Flags))
        {
            return Errno.EFAULT;
        }

        return FaultInRange(ref vma, start, end, write: (vma.Flags & (TFlags.Write | TFlags.Shared)) == TFlags.Write);
    }

    private Errno FaultInRange(ref VmaRecord<TFlags> vma, ulong start, ulong end, bool write)
    {
        for (var page = Page(start); page < Page(end); page++)
        {
            using var lockedFile = LockFile(vma);
            using var locked = _pages.Lock(page);
            if (FaultIn(ref vma, page, write) != Fault.Done)
            {
                return Errno.EFAULT;
            }

            if (!_pages.Huge(page).IsNone)
            {
                page |= PageTable.LeafPages - 1;
            }
        }

        return Errno.None;
    }

    /// <summary>Faults a range in for reading or writing, up to the first page that can't be; older kernels go on behind holes.</summary>
    private SyscallResult Populate(ulong start, ulong end, bool write)
    {
        using var read = LockForRead();
        var result = SyscallResult.Success();
        while (start < end)
        {
            if (!_vmas.TryFindNext(start, out var vma)
                || vma.Start >= end
                || (start < vma.Start && _capabilities.Has(KernelCapability.PopulateStopsAtHole)))
            {
                return Errno.ENOMEM;
            }

            if (start < vma.Start)
            {
                result = Errno.ENOMEM;
                start = vma.Start;
            }

            if (!MayPopulate(vma, write))
            {
                return Errno.EINVAL;
            }

            var stop = Math.Min(end, vma.End);
            var error = FaultInRange(ref vma, start, stop, write);
            if (error != Errno.None)
            {
                return error;
            }

            start = stop;
        }

        return result;
    }

    private static bool MayPopulate(in VmaRecord<TFlags> vma, bool write) =>
        !vma.Flags.TestAny(TFlags.Io | TFlags.PfnMap) && vma.Flags.TestAny(write ? TFlags.Write : TFlags.Read);
}
