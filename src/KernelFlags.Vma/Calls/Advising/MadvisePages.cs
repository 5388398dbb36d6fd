using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Advising;

/// <summary>madvise(2): the advice that acts on the pages of a VMA.</summary>
internal static class MadvisePages
{
    extension<TFlags, TSync>(LockedVma<TFlags, TSync> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Gives advice on a range of the VMA.</summary>
        public SyscallResult Advise(ulong start, ulong end, AdviceRule<TFlags> rule) => rule.Effect switch
        {
            AdviceEffect.ReadsAhead => vma.ReadAhead(start, end),
            AdviceEffect.DropsPages => vma.DropPages(start, end, TFlags.PfnMap | TFlags.Locked),
            AdviceEffect.DropsLockedPages => vma.DropPages(start, end, TFlags.PfnMap),
            AdviceEffect.FreesPages => vma.FreePages(start, end),
            AdviceEffect.RemovesPages => vma.RemovePages(start, end),
            AdviceEffect.AgesPages => vma.AgePages(start, end, reclaim: false),
            AdviceEffect.PagesOut => vma.AgePages(start, end, reclaim: true),
            AdviceEffect.Collapses => vma.Mm.Pages.CollapseRange(vma.View, start, end),
            AdviceEffect.InstallsGuards => vma.InstallGuards(start, end),
            AdviceEffect.RemovesGuards => vma.RemoveGuards(start, end),
            _ => throw new InvalidOperationException($"{rule.Effect} is no effect on pages."),
        };

        private Errno ReadAhead(ulong start, ulong end)
        {
            if (vma.File is not { } file)
            {
                return vma.Mm.Has(KernelCapability.Swap) ? Errno.None : Errno.EBADF;
            }

            if (file.Kind == FileKind.Regular)
            {
                using var locked = vma.LockFile();
                file.Pages.AddRange(vma.FileIndex(start), vma.FileIndex(end));
            }

            return Errno.None;
        }

        private Errno DropPages(ulong start, ulong end, TFlags forbidden)
        {
            if (vma.Flags.TestAny(forbidden))
            {
                return Errno.EINVAL;
            }

            vma.Mm.Pages.ZapRange(vma.View, start, end, ZapMode.None);
            if (vma.Mm.Has(KernelCapability.PageTableReclaim))
            {
                vma.Mm.Pages.ReclaimPageTables(start, end);
            }

            return Errno.None;
        }

        private Errno FreePages(ulong start, ulong end)
        {
            if (vma.Flags.TestAny(TFlags.PfnMap | TFlags.Locked) || !vma.IsAnonymous)
            {
                return Errno.EINVAL;
            }

            vma.Mm.Pages.AgeAnonPages(vma.View, start, end);
            return Errno.None;
        }

        private Errno RemovePages(ulong start, ulong end)
        {
            if (vma.Flags.TestAny(TFlags.Locked) || vma.File is not { } file)
            {
                return Errno.EINVAL;
            }

            if (!vma.Flags.TestAll(TFlags.Shared | TFlags.MayWrite))
            {
                return Errno.EACCES;
            }

            using var locked = vma.LockFile();
            file.Pages.Remove(vma.FileIndex(start), vma.FileIndex(end));
            return Errno.None;
        }

        /// <summary>Marks pages as old; nothing is reclaimed of anonymous memory, but huge pages of which a part is meant are split.</summary>
        private Errno AgePages(ulong start, ulong end, bool reclaim)
        {
            if (vma.Flags.TestAny(TFlags.Locked | TFlags.PfnMap | TFlags.HugeTlb))
            {
                return Errno.EINVAL;
            }

            vma.Mm.Pages.AgeAnonPages(vma.View, start, end);
            vma.Mm.Pages.AgeFilePages(vma.View, start, end, reclaim);
            return Errno.None;
        }
    }
}
