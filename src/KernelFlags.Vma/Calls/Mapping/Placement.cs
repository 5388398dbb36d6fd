using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>Where mmap(2) and mremap(2) place what has no address.</summary>
internal static class Placement
{
    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Checks a fixed address, or finds one: at the hint where it is free, else where the flags let mappings be placed.</summary>
        public Errno Place(ref ulong address, ulong length, MapFlags flags)
        {
            if (length > mm.TaskSize)
            {
                return Errno.ENOMEM;
            }

            if ((flags & MapFlags.Fixed) != 0)
            {
                return address > mm.TaskSize - length ? Errno.ENOMEM
                    : !mm.IsAligned(address) ? Errno.EINVAL
                    : address < mm.Options.LowestAddress ? Errno.EPERM
                    : Errno.None;
            }

            address = mm.Mm.AlignDown(address);
            if (address != 0 && address < mm.Options.LowestAddress)
            {
                address = mm.AlignUp(mm.Options.LowestAddress);
            }

            var area = mm.AreaOf(flags & mm.Mm.PlacementFlags);
            if (address != 0 && length <= area.HintEnd && address <= area.HintEnd - length && mm.IsFreeWithGuardGaps(address, address + length))
            {
                return Errno.None;
            }

            return mm.TryPlace(length, area, out address) ? Errno.None : Errno.ENOMEM;
        }

        /// <summary>Where mappings are placed (x86's <c>arch_get_unmapped_area</c> and its top-down kin).</summary>
        /// <param name="flags">The flags that have a say in it.</param>
        public PlacementArea AreaOf(MapFlags flags)
        {
            const ulong GiB = 1UL << 30;
            var lowest = mm.AlignUp(mm.Options.LowestAddress);
            if ((flags & MapFlags.Low32Bit) != 0)
            {
                // The kernel starts up to 32 MiB higher where addresses are random; a place that is the same each time is one of those.
                var end = Math.Min(2 * GiB, mm.TaskSize);
                return new(Math.Max(lowest, GiB), end, end, IsTopDown: false);
            }

            var low = (flags & MapFlags.Above4G) != 0 ? Math.Max(lowest, 4 * GiB) : lowest;
            return new(low, Math.Min(mm.Mm.AlignDown(mm.Options.PlacementTop), mm.TaskSize), mm.TaskSize, IsTopDown: true);
        }

        public bool IsFreeWithGuardGaps(ulong start, ulong end)
        {
            if (mm.Store.TryFindNext(start, out var next) && end > next.Start - Math.Min(next.Start, mm.GapBelow(next)))
            {
                return false;
            }

            return true;
        }

        /// <summary>The first free range of an area, from its end or its start; below a stack the guard gap stays free as well.</summary>
        public bool TryPlace(ulong length, in PlacementArea area, out ulong start)
        {
            var (low, high) = (area.Low, area.High);
            while (mm.Store.TryFindGap(low, high, length, area.IsTopDown, out start))
            {
                var end = start + length;
                if (!mm.Store.TryFindNext(end - 1, out var next) || next.Start - Math.Min(next.Start, mm.GapBelow(next)) >= end)
                {
                    return true;
                }

                (low, high) = area.IsTopDown ? (low, next.Start - Math.Min(next.Start, mm.GapBelow(next))) : (next.End, high);
            }

            return false;
        }

        private ulong GapBelow(in VmaRecord<TFlags> vma) => vma.Flags.TestAny(TFlags.GrowsDown) ? mm.Mm.StackGuardGap
            : vma.Flags.TestAny(TFlags.ShadowStack) ? mm.Machine.PageSize
            : 0;
    }
}
