using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>brk(2).</summary>
internal static class BrkCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Sets the end of the heap (brk(2)).</summary>
        public SyscallResult Brk(ulong address)
        {
            AddressRange locked = default;
            ulong end;
            using (var write = mm.BeginWrite())
            {
                end = write.SetBreak(address, ref locked);
            }

            mm.PopulateMapped(locked.Start, locked.End, ignoreErrors: true);
            return SyscallResult.Success(end);
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private ulong SetBreak(ulong address, ref AddressRange locked)
        {
            var (old, wanted) = (mm.AlignUp(mm.Mm.Break), mm.AlignUp(address));
            if (address < mm.Options.BreakStart || mm.Options.BreakStart == 0)
            {
                return mm.Mm.Break;
            }

            var done = wanted < old ? mm.TryShrinkHeap(wanted, old)
                : wanted == old || mm.TryGrowHeap(old, wanted, ref locked);
            mm.Mm.Break = done ? address : mm.Mm.Break;
            return mm.Mm.Break;
        }

        /// <summary>What was unmapped from the heap in the meantime can't be given back once more.</summary>
        private bool TryShrinkHeap(ulong start, ulong end) =>
            mm.Store.TryFindNext(start, out var first) && first.Start < end && mm.Unmap(start, end) == Errno.None;

        private bool TryGrowHeap(ulong start, ulong end, ref AddressRange locked)
        {
            var flags = TFlags.Read | TFlags.Write | TFlags.MayRead | TFlags.MayWrite | TFlags.MayExec | TFlags.Account | mm.Mm.DefaultFlags;
            if (end > mm.TaskSize
                || !mm.IsFreeWithGuardGaps(start, end + mm.Machine.PageSize)
                || mm.MapCount > mm.Options.MaxMapCount
                || !mm.Machine.TryCommit(mm.Page(end - start)))
            {
                return false;
            }

            var proposed = new VmaRecord<TFlags>(start, end, flags | mm.Mm.NewMappingFlags, mm.Page(start), attributes: 0);
            if (mm.Areas.Insert(mm.Store.Seek(start), proposed, MergeKind.Map, mm.OutsideHeap(start), out _).IsNone)
            {
                mm.Machine.Uncommit(mm.Page(end - start));
                return false;
            }

            locked = flags.TestAny(TFlags.Locked) ? new(start, end) : default;
            return true;
        }

        /// <summary>The VMA that ends where the heap starts: it is looked at by no brk, and so never merges with the heap's first pages.</summary>
        private int OutsideHeap(ulong end) =>
            end <= mm.Options.BreakStart && end > 0 && mm.Store.TryFind(end - 1, out var before) ? before.Id : 0;
    }
}
