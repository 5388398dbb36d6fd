using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Faults;

/// <summary>Faulting ranges in: mlock(2), <c>MAP_POPULATE</c>, <c>MADV_POPULATE_READ</c> and <c>_WRITE</c>.</summary>
internal static class Populating
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Faults in what is mapped of a range, as mlock(2) and <c>MAP_POPULATE</c> do.</summary>
        /// <param name="ignoreErrors">Whether to go on behind a VMA that faults.</param>
        public Errno PopulateMapped(ulong start, ulong end, bool ignoreErrors)
        {
            if (start == end)
            {
                return Errno.None;
            }

            using var read = mm.LockForRead();
            var walk = mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                if (vma.Flags.TestAny(TFlags.Io | TFlags.PfnMap))
                {
                    continue;
                }

                var error = new LockedVma<TFlags, TSync>(mm, ref vma).Populate(walk.Start, walk.Stop);
                if (error != Errno.None && !ignoreErrors)
                {
                    return error;
                }
            }

            return Errno.None;
        }

        /// <summary>Faults a range in for reading or writing, up to the first page that can't be; older kernels go on behind holes.</summary>
        public SyscallResult Populate(ulong start, ulong end, bool write)
        {
            using var read = mm.LockForRead();
            var walk = mm.Areas.Range(start, end, mm.Has(KernelCapability.PopulateStopsAtHole) ? Hole.Ends : Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                if (vma.Flags.TestAny(TFlags.Io | TFlags.PfnMap) || !vma.Flags.TestAny(write ? TFlags.Write : TFlags.Read))
                {
                    return Errno.EINVAL;
                }

                var error = new LockedVma<TFlags, TSync>(mm, ref vma).FaultIn(walk.Start, walk.Stop, write);
                if (error != Errno.None)
                {
                    return error;
                }
            }

            return walk.MetHole ? Errno.ENOMEM : Errno.None;
        }
    }

    extension<TFlags, TSync>(LockedVma<TFlags, TSync> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Faults in a part of a VMA, up to the first page that faults: for writing where that makes private copies.</summary>
        public Errno Populate(ulong start, ulong end)
        {
            if (vma.Flags.TestAny(TFlags.LockOnFault))
            {
                return Errno.None;
            }

            if (!vma.Flags.TestAny(TFlags.Access) || vma.Mm.IsExecuteOnly(vma.Flags))
            {
                return Errno.EFAULT;
            }

            return vma.FaultIn(start, end, write: (vma.Flags & (TFlags.Write | TFlags.Shared)) == TFlags.Write);
        }

        private Errno FaultIn(ulong start, ulong end, bool write)
        {
            var table = vma.Mm.Pages.Table;
            for (var page = vma.Mm.Page(start); page < vma.Mm.Page(end); page++)
            {
                using var lockedFile = vma.LockFile();
                using var locked = table.Lock(page);
                if (vma.FaultInTableLocked(page, write) != FaultResult.Done)
                {
                    return Errno.EFAULT;
                }

                if (!table.Huge(page).IsNone)
                {
                    page |= PageTable.LeafPages - 1;
                }
            }

            return Errno.None;
        }
    }
}
