using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Advising;

/// <summary>madvise(2): the lock, the walk, and the advice that changes flags.</summary>
internal static class MadviseCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Gives advice on a range (madvise(2)).</summary>
        public SyscallResult Madvise(ulong address, ulong length, int advice)
        {
            var aligned = mm.AlignUp(length);
            var end = address + aligned;
            if (AdviceTable<TFlags>.Of(advice, mm.Machine.Capabilities) is not { } rule
                || !mm.IsAligned(address)
                || (length != 0 && aligned == 0)
                || end < address)
            {
                return Errno.EINVAL;
            }

            if (end == address)
            {
                return SyscallResult.Success();
            }

            switch (rule)
            {
                case { Effect: AdviceEffect.PopulatesForReading or AdviceEffect.PopulatesForWriting }:
                    return mm.Populate(address, end, rule.Effect == AdviceEffect.PopulatesForWriting);
                case { Lock: AdviceLock.Vma }:
                    mm.Locks.ThrowIfHeld();
                    return mm.TryAdviseVma(address, end, rule, out var result) ? result : mm.AdvisePages(address, end, rule);
                case { Lock: AdviceLock.MmapRead }:
                    return mm.AdvisePages(address, end, rule);
                default:
                    using (var write = mm.BeginWrite())
                    {
                        return write.AdviseFlags(address, end, rule);
                    }
            }
        }

        /// <summary>Gives advice on a range of one VMA with no lock but that VMA's.</summary>
        /// <returns>False where that is not enough: nothing is done then.</returns>
        private bool TryAdviseVma(ulong start, ulong end, AdviceRule<TFlags> rule, out SyscallResult result)
        {
            result = default;
            if (!mm.Areas.TryEnterVma(start, out var record))
            {
                return false;
            }

            try
            {
                var vma = new LockedVma<TFlags, TSync>(mm, ref record);
                if (end > record.End || (rule.Effect == AdviceEffect.InstallsGuards && vma.GuardsNeedAnonVma()))
                {
                    return false;
                }

                result = mm.IsSealedAgainst(record, rule) ? Errno.EPERM : vma.Advise(start, end, rule);
                return true;
            }
            finally
            {
                mm.Locks.ExitVma(record.Id);
            }
        }

        private SyscallResult AdvisePages(ulong start, ulong end, AdviceRule<TFlags> rule)
        {
            using var read = mm.LockForRead();
            var walk = mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                var one = mm.IsSealedAgainst(vma, rule)
                    ? Errno.EPERM
                    : new LockedVma<TFlags, TSync>(mm, ref vma).Advise(walk.Start, walk.Stop, rule);
                if (!one.Succeeded)
                {
                    return one;
                }
            }

            return walk.MetHole ? Errno.ENOMEM : SyscallResult.Success();
        }

        /// <summary>Whether sealed memory refuses the advice: what discards memory that could not be written anyway.</summary>
        private bool IsSealedAgainst(in VmaRecord<TFlags> vma, AdviceRule<TFlags> rule) =>
            vma.Flags.TestAny(TFlags.Sealed) && rule.Discards && !vma.Flags.TestAny(TFlags.Write) && mm.IsAnonymous(vma);
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private SyscallResult AdviseFlags(ulong start, ulong end, AdviceRule<TFlags> rule)
        {
            var walk = mm.Mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                if (mm.Mm.IsSealedAgainst(vma, rule))
                {
                    return Errno.EPERM;
                }

                if (mm.Refuses(vma, rule))
                {
                    return Errno.EINVAL;
                }

                if (!mm.TryModify(ref walk, ref vma, mm.Advised(vma.Flags, rule), vma.Attributes))
                {
                    return Errno.EAGAIN;
                }
            }

            return walk.MetHole ? Errno.ENOMEM : SyscallResult.Success();
        }

        private bool Refuses(in VmaRecord<TFlags> vma, AdviceRule<TFlags> rule) =>
            vma.Flags.TestAny(rule.RefusedBy)
            || (vma.Flags.TestAny(rule.RefusedUnlessHugeTlb) && !vma.Flags.TestAny(TFlags.HugeTlb))
            || (rule.AnonymousOnly && !mm.Mm.IsAnonymous(vma));

        private TFlags Advised(TFlags flags, AdviceRule<TFlags> rule)
        {
            if (flags.TestAny(rule.IgnoredBy))
            {
                return flags;
            }

            // Kernels whose mask for MADV_UNMERGEABLE is a 32-bit number clear all flags above with it.
            var takesMergeable = rule.Clears.TestAny(TFlags.Mergeable) && flags.TestAny(TFlags.Mergeable);
            flags = takesMergeable && mm.Has(KernelCapability.UnmergeableClearsHighFlags) ? TFlags.FromWord(0, (uint)flags.GetWord(0)) : flags;
            return flags.Without(rule.Clears) | rule.Sets;
        }
    }
}
