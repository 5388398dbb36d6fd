using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Faults;

/// <summary>Accesses, by which threads find pages or fault.</summary>
internal static class TouchCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Accesses each page of a range in order, up to the first access that faults for good.</summary>
        public SyscallResult Touch(ulong address, ulong length, bool write)
        {
            mm.Locks.ThrowIfHeld();
            for (var offset = 0UL; offset < length; offset += mm.Machine.PageSize)
            {
                var at = address + offset;
                switch (mm.Access(at, write))
                {
                    case FaultResult.Segv:
                        return SyscallResult.Segv(at);
                    case FaultResult.Sigbus:
                        return SyscallResult.Sigbus(at);
                    default:
                        break;
                }
            }

            return SyscallResult.Success();
        }

        private FaultResult Access(ulong address, bool write)
        {
            if (mm.Areas.TryEnterVma(address, out var record))
            {
                try
                {
                    if (!mm.NeedsAnonVma(record, write))
                    {
                        return new LockedVma<TFlags, TSync>(mm, ref record).Access(address, write);
                    }
                }
                finally
                {
                    mm.Locks.ExitVma(record.Id);
                }
            }

            using (mm.LockForRead())
            {
                if (mm.Store.TryFind(address, out record))
                {
                    return new LockedVma<TFlags, TSync>(mm, ref record).Access(address, write);
                }

                if (!mm.Store.TryFindNext(address, out record) || !record.Flags.TestAny(TFlags.GrowsDown))
                {
                    return FaultResult.Segv;
                }
            }

            using var writing = mm.BeginWrite();
            return mm.Store.TryFindNext(address, out record) && (record.Start <= address || writing.TryGrowDown(ref record, address))
                ? writing.Locked(ref record).Access(address, write)
                : FaultResult.Segv;
        }

        /// <summary>Whether an access may make an <c>anon_vma</c>, for which the lock of the VMA alone is not enough.</summary>
        private bool NeedsAnonVma(in VmaRecord<TFlags> vma, bool write) =>
            vma.AnonVma == 0 && (write || !mm.Machine.ZeroPage) && !vma.Flags.TestAny(TFlags.Shared);
    }

    extension<TFlags, TSync>(LockedVma<TFlags, TSync> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private FaultResult Access(ulong address, bool write)
        {
            // Any of the three rights is enough to read, as on hardware that can't tell them apart but by a key.
            if (!vma.Flags.TestAny(write ? TFlags.Write : TFlags.Access) || vma.Mm.IsExecuteOnly(vma.Flags))
            {
                return FaultResult.Segv;
            }

            var page = vma.Mm.Page(address);
            using var lockedFile = vma.LockFile();
            using var locked = vma.Mm.Pages.Table.Lock(page);
            var fault = vma.FaultInTableLocked(page, write);
            if (write && fault == FaultResult.Done)
            {
                vma.Mm.Pages.NoteWriteTableLocked(vma.View, page);
            }

            return fault;
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Grows a stack down to an address (mmap(2), <c>MAP_GROWSDOWN</c>).</summary>
        /// <param name="vma">The VMA above the address; afterwards the one that contains it.</param>
        /// <returns>False when it may not grow there.</returns>
        private bool TryGrowDown(ref VmaRecord<TFlags> vma, ulong address)
        {
            address = mm.Mm.AlignDown(address);
            if (!vma.Flags.TestAny(TFlags.GrowsDown) || address < mm.Options.LowestAddress)
            {
                return false;
            }

            var before = mm.Store.Seek(vma.Start);
            if (mm.Store.MovePrevious(ref before)
                && mm.Store.TryGet(before, out var previous)
                && !previous.Flags.TestAny(TFlags.GrowsDown)
                && previous.Flags.TestAny(TFlags.Access)
                && address - previous.End < mm.Mm.StackGuardGap)
            {
                return false;
            }

            mm.Mm.Areas.EnsureAnonVma(ref vma);
            var grow = mm.Page(vma.Start - address);
            if (grow > vma.PageOffset
                || vma.End - address > mm.Options.StackLimit
                || (vma.Flags.TestAny(TFlags.Account) && !mm.Machine.TryCommit(grow)))
            {
                return false;
            }

            mm.Areas.StartWrite(ref vma);
            vma = vma with { Start = address, PageOffset = vma.PageOffset - grow };
            mm.Areas.Replace(mm.Store.Seek(vma.End - 1), ref vma);
            return true;
        }
    }
}
