using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>munmap(2), and the unmapping within mmap(2), brk(2), mremap(2) and exit.</summary>
internal static class MunmapCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Unmaps a range (munmap(2)). Holes in it are no error.</summary>
        public SyscallResult Munmap(ulong address, ulong length)
        {
            if (!mm.IsAligned(address) || address > mm.TaskSize || length > mm.TaskSize - address || mm.AlignUp(length) == 0)
            {
                return Errno.EINVAL;
            }

            Errno error;
            using (var write = mm.BeginWrite())
            {
                error = write.Unmap(address, address + mm.AlignUp(length));
            }

            return error;
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Unmaps a range.</summary>
        public Errno Unmap(ulong start, ulong end)
        {
            // The old length that mremap is given may reach over everything, and wrap around.
            if (start > end || end > mm.TaskSize)
            {
                return Errno.EINVAL;
            }

            var error = mm.PlanUnmap(start, end, out var at, out var plan);
            if (error == Errno.None)
            {
                mm.Unmap(at, ref plan);
            }

            return error;
        }

        /// <summary>Finds what a range takes away. On an error the kernel has split VMAs up to where it met it, and so has this.</summary>
        /// <param name="start">The range's first byte.</param>
        /// <param name="end">The byte after its last one.</param>
        /// <param name="first">The place of the first VMA that goes or shrinks, or of what lies behind the range.</param>
        /// <param name="plan">What is to be done there.</param>
        public Errno PlanUnmap(ulong start, ulong end, out VmaPosition first, out Unmapping<TFlags> plan)
        {
            var at = mm.Store.Seek(start);
            first = at;
            plan = new(start, end);
            while (mm.Store.TryGet(at, out var vma) && vma.Start < end)
            {
                if (vma.Flags.TestAny(TFlags.Sealed) || (start > vma.Start && end < vma.End && mm.MapCount >= mm.Options.MaxMapCount))
                {
                    return mm.SplitForUnmap(start, end);
                }

                mm.Include(ref plan, ref vma);
                if (vma.Start < start)
                {
                    plan.HasBelow = true;
                    ref var below = ref plan.Rest[plan.RestCount++];
                    below = vma;
                    below.End = start;
                }

                if (vma.End > end)
                {
                    ref var above = ref plan.Rest[plan.RestCount++];
                    mm.Areas.From(in vma, end, out above);
                    above.Id = vma.Start < start ? 0 : vma.Id;
                }

                if (vma.End >= end)
                {
                    break;
                }

                mm.Store.MoveNext(ref at);
            }

            return plan.RestCount > 0 && mm.Areas.IsCommitMadeToFail() ? Errno.ENOMEM : Errno.None;
        }

        /// <summary>Notes that a VMA goes or shrinks.</summary>
        public void Include(ref Unmapping<TFlags> plan, ref VmaRecord<TFlags> vma)
        {
            mm.Areas.StartWrite(ref vma);
            if (vma.Flags.TestAny(TFlags.Account))
            {
                plan.Accounted += Math.Min(vma.End, plan.End) - Math.Max(vma.Start, plan.Start);
            }

            plan.Count++;
        }

        /// <summary>Takes away what was found.</summary>
        /// <returns>The place of what lies behind the hole.</returns>
        public VmaPosition Unmap(VmaPosition at, ref Unmapping<TFlags> plan)
        {
            if (plan.Count == 0)
            {
                return at;
            }

            if (plan.Accounted != 0)
            {
                mm.Machine.Uncommit(mm.Page(plan.Accounted));
            }

            if (!mm.Pages.Table.IsEmpty)
            {
                mm.ClearPages(at, plan);
            }

            at = mm.Areas.Exchange(at, plan.Count, plan.Rest[..plan.RestCount]);
            if (plan.HasBelow)
            {
                mm.Store.MoveNext(ref at);
            }

            if (!mm.Pages.Table.IsEmpty)
            {
                mm.DropPageTables(plan.Start, plan.End);
            }

            return at;
        }

        private void ClearPages(VmaPosition at, in Unmapping<TFlags> plan)
        {
            for (var i = 0; i < plan.Count; i++, mm.Store.MoveNext(ref at))
            {
                mm.Store.TryGet(at, out var vma);
                mm.Pages.ClearRange(mm.View(vma), Math.Max(vma.Start, plan.Start), Math.Min(vma.End, plan.End));
            }
        }

        /// <summary>Drops the page tables that no VMA has a part of any more.</summary>
        private void DropPageTables(ulong start, ulong end)
        {
            var at = mm.Store.Seek(start);
            var above = mm.Store.TryGet(at, out var next) ? mm.Page(next.Start) : ulong.MaxValue;
            var below = mm.Store.MovePrevious(ref at) && mm.Store.TryGet(at, out var previous) ? mm.Page(previous.End) : 0;
            mm.Pages.DropPageTables(start, end, below, above);
        }

        /// <summary>Splits VMAs at the ends of a range as munmap(2) does before it unmaps, up to the first one that refuses.</summary>
        public Errno SplitForUnmap(ulong start, ulong end)
        {
            var at = mm.Store.Seek(start);
            if (!mm.Store.TryGet(at, out var vma) || vma.Start >= end)
            {
                return Errno.None;
            }

            if (start > vma.Start)
            {
                if (end < vma.End && mm.MapCount >= mm.Options.MaxMapCount)
                {
                    return Errno.ENOMEM;
                }

                if (vma.Flags.TestAny(TFlags.Sealed))
                {
                    return Errno.EPERM;
                }

                at = mm.Areas.SplitAt(at, ref vma, start);
                if (at.IsNone)
                {
                    return Errno.ENOMEM;
                }
            }

            do
            {
                if (vma.Flags.TestAny(TFlags.Sealed))
                {
                    return Errno.EPERM;
                }

                if (vma.End > end && mm.Areas.SplitAt(at, ref vma, end).IsNone)
                {
                    return Errno.ENOMEM;
                }
            }
            while (vma.End < end && mm.Store.MoveNext(ref at) && mm.Store.TryGet(at, out vma) && vma.Start < end);

            return Errno.None;
        }
    }
}
