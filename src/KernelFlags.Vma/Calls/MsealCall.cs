using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>mseal(2).</summary>
internal static class MsealCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Seals a range (mseal(2)).</summary>
        public SyscallResult Mseal(ulong address, ulong length, ulong flags)
        {
            if (!mm.Has(KernelCapability.Mseal) || TFlags.Sealed.IsEmpty)
            {
                return Errno.ENOSYS;
            }

            var aligned = mm.AlignUp(length);
            if (flags != 0 || !mm.IsAligned(address) || (length != 0 && aligned == 0) || address + aligned < address)
            {
                return Errno.EINVAL;
            }

            if (aligned == 0)
            {
                return SyscallResult.Success();
            }

            using var write = mm.BeginWrite();
            return mm.Areas.HasHole(address, address + aligned) ? Errno.ENOMEM : write.Seal(address, address + aligned);
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private Errno Seal(ulong start, ulong end)
        {
            var walk = mm.Mm.Areas.Range(start, end, Hole.Ends);
            while (walk.MoveNext(out var vma))
            {
                if (!mm.TryModify(ref walk, ref vma, vma.Flags | TFlags.Sealed, vma.Attributes))
                {
                    return Errno.ENOMEM;
                }
            }

            return Errno.None;
        }
    }
}
