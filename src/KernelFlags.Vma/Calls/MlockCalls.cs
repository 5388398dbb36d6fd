using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>mlock(2), mlock2(2), munlock(2).</summary>
internal static class MlockCalls
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Locks a range in memory and faults it in, or has pages locked as they are faulted in.</summary>
        public SyscallResult Mlock(ulong address, ulong length, bool onFault)
        {
            mm.RoundToPages(ref address, ref length);
            var error = mm.ApplyLock(address, length, onFault ? TFlags.Locked | TFlags.LockOnFault : TFlags.Locked);
            if (error != Errno.None)
            {
                return error;
            }

            return mm.PopulateMapped(address, address + length, ignoreErrors: false) switch
            {
                Errno.EFAULT => Errno.ENOMEM,
                Errno.ENOMEM => Errno.EAGAIN,
                var other => other,
            };
        }

        /// <summary>Undoes mlock (munlock(2)).</summary>
        public SyscallResult Munlock(ulong address, ulong length)
        {
            mm.RoundToPages(ref address, ref length);
            return mm.ApplyLock(address, length, TFlags.None);
        }

        private void RoundToPages(ref ulong address, ref ulong length)
        {
            var first = mm.AlignDown(address);
            (address, length) = (first, mm.AlignUp(length + (address - first)));
        }

        private Errno ApplyLock(ulong start, ulong length, TFlags flags)
        {
            var end = start + length;
            if (end < start)
            {
                return Errno.EINVAL;
            }

            if (end == start)
            {
                return Errno.None;
            }

            using var write = mm.BeginWrite();
            var walk = mm.Areas.Range(start, end, Hole.Ends);
            while (walk.MoveNext(out var vma))
            {
                var locked = vma.Flags.Without(TFlags.LockedMask) | flags;
                if (!vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb | TFlags.Droppable)
                    && !write.TryModify(ref walk, ref vma, locked, vma.Attributes))
                {
                    return Errno.ENOMEM;
                }
            }

            return walk.MetHole ? Errno.ENOMEM : Errno.None;
        }
    }
}
