using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Advising;

/// <summary>Guard regions: <c>MADV_GUARD_INSTALL</c> and <c>MADV_GUARD_REMOVE</c>, madvise(2).</summary>
internal static class GuardCalls
{
    extension<TFlags, TSync>(LockedVma<TFlags, TSync> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Installs guards on a range of the VMA.</summary>
        public SyscallResult InstallGuards(ulong start, ulong end)
        {
            if (!vma.MayHoldGuards() || vma.Flags.TestAny(TFlags.Locked))
            {
                return Errno.EINVAL;
            }

            // What is anonymous needs its anon_vma, or fork would not copy the markers on kernels without MAYBE_GUARD.
            if (vma.GuardsNeedAnonVma())
            {
                vma.EnsureAnonVma();
            }

            vma.SetMaybeGuard();
            var wasZapped = false;
            while (!vma.Mm.Pages.TryInstallGuards(start, end, out var obstacle))
            {
                // What zapping leaves behind it leaves behind for ever: the kernel tries again until a signal ends the process.
                if (wasZapped && obstacle.Kind == PageKind.UffdMarker)
                {
                    return SyscallResult.Hang;
                }

                vma.Mm.Pages.ZapRange(vma.View, start, end, ZapMode.None);
                wasZapped = true;
            }

            return SyscallResult.Success();
        }

        /// <summary>Removes guards from a range of the VMA.</summary>
        public Errno RemoveGuards(ulong start, ulong end)
        {
            if (!vma.MayHoldGuards())
            {
                return Errno.EINVAL;
            }

            vma.Mm.Pages.RemoveGuards(start, end);
            return Errno.None;
        }

        /// <summary>Whether installing guards makes an <c>anon_vma</c>, for which the lock of the VMA alone is not enough.</summary>
        public bool GuardsNeedAnonVma() =>
            vma.Record.AnonVma == 0 && (vma.IsAnonymous || !vma.Mm.Has(KernelCapability.GuardFileWithoutAnonVma));

        private bool MayHoldGuards() =>
            !vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb)
            && (vma.Mm.Has(KernelCapability.GuardFile) || (vma.IsAnonymous && vma.Flags.TestAny(TFlags.MayWrite)));

        /// <summary>
        /// The flag comes first: who sees a marker sees the flag. By definitions that don't let it be set under a read lock it is not set: the
        /// kernel refuses that too (<c>vma_set_atomic_flag</c>), and warns.
        /// </summary>
        private void SetMaybeGuard()
        {
            if (TFlags.AtomicWritable.TestAny(TFlags.MaybeGuard) && !vma.Flags.TestAny(TFlags.MaybeGuard))
            {
                vma.Mm.Store.SetAtomic(vma.Record, AtomicFlags.FromDefinition(TFlags.MaybeGuard));
                vma.Record.Flags |= TFlags.MaybeGuard;
            }
        }
    }
}
