using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Locks;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>Locks that are held by a token, and what may be done by hand with one.</summary>
internal static class LockTokens
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Takes the mmap lock for writing.</summary>
        public MmapWriteLock<TFlags> LockForWrite()
        {
            var token = new MmapWriteLock<TFlags>(mm.Locks, mm.Locks.EnterWrite());
            mm.Store.SettlePending();
            return token;
        }

        /// <summary>Locks the VMA that contains an address for reading, without the mmap lock.</summary>
        public bool TryLockVma(ulong address, out VmaReadLock<TFlags> token)
        {
            if (!mm.Areas.TryEnterVma(address, out var vma))
            {
                token = default;
                return false;
            }

            token = new(mm.Locks, LockTickets.Current.Add(mm.Locks, isMmap: false), mm.Areas.View(vma));
            return true;
        }

        /// <summary>Sets flags of a VMA that may be set atomically.</summary>
        public void SetAtomic(in VmaReadLock<TFlags> token, AtomicFlags<TFlags> flags)
        {
            mm.Locks.Check(token.Locks, token.Ticket);
            mm.Store.SetAtomic(token.Vma.Record, flags);
        }

        /// <summary>Sets flags of a VMA that may be set atomically.</summary>
        public void SetAtomic(in MmapReadLock<TFlags> token, in Vma<TFlags> vma, AtomicFlags<TFlags> flags)
        {
            mm.Locks.Check(token.Locks, token.Ticket);
            mm.Store.SetAtomic(mm.CurrentMmapLocked(vma, out _), flags);
        }

        /// <summary>Adds flags to a VMA and takes others away, where it stands.</summary>
        public Vma<TFlags> ModifyFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags set, TFlags clear)
        {
            mm.Locks.Check(token.Locks, token.Ticket);
            var record = mm.CurrentMmapLocked(vma, out var at);
            mm.Writer.StartWrite(ref record);
            record.Flags = record.Flags.Without(clear) | set;
            mm.Writer.Replace(at, ref record);
            return mm.Areas.View(record);
        }

        /// <summary>Adds flags to a range and takes others away, as a system call that changes flags does.</summary>
        public SyscallResult ModifyRange(in MmapWriteLock<TFlags> token, ulong start, ulong end, TFlags set, TFlags clear)
        {
            mm.Locks.Check(token.Locks, token.Ticket);
            if (clear.Without(set).TestAny(TFlags.AtomicWritable))
            {
                // The one path keeps them, for whoever holds a VMA's lock may set one just before.
                throw new ArgumentException($"{clear & TFlags.AtomicWritable} may be set under a read lock, so that no call takes it away from a range.", nameof(clear));
            }

            if (!mm.IsAligned(start) || !mm.IsAligned(end) || end < start)
            {
                return Errno.EINVAL;
            }

#pragma warning disable CA2000 // The token releases the lock.
            var write = new MmWrite<TFlags, TSync>(mm);
#pragma warning restore CA2000
            return write.ModifyRange(start, end, set, clear);
        }

        /// <summary>The VMA that a caller looked up, as it is now.</summary>
        private VmaRecord<TFlags> CurrentMmapLocked(in Vma<TFlags> vma, out VmaPosition at)
        {
            at = mm.Store.Seek(vma.Start);
            return mm.Store.TryGet(at, out var record) && record.Id == vma.Id && record.Start == vma.Start && record.End == vma.End
                ? record
                : throw new ArgumentException("The VMA is no longer as it was: look it up while the lock is held.", nameof(vma));
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private SyscallResult ModifyRange(ulong start, ulong end, TFlags set, TFlags clear)
        {
            var walk = mm.Mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                if (!mm.TryModify(ref walk, ref vma, vma.Flags.Without(clear) | set, vma.Attributes))
                {
                    return Errno.EAGAIN;
                }
            }

            return walk.MetHole ? Errno.ENOMEM : SyscallResult.Success();
        }
    }
}
