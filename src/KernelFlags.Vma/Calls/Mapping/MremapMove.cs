using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>mremap(2): moving.</summary>
internal static class MremapMove
{
    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Moves each VMA of a range, or the part of it that lies within; holes keep their places.</summary>
        public SyscallResult MoveSeveral(in Remap remap)
        {
            var end = remap.Address + remap.OldLength;
            var target = remap.NewAddress;
            var lastEnd = 0UL;
            for (var start = remap.Address; start < end && mm.Store.TryFindNext(start, out var vma) && vma.Start < end;)
            {
                var isFirst = start == remap.Address;
                if (isFirst && vma.Start > start)
                {
                    return Errno.EFAULT;
                }

                target += isFirst ? 0 : vma.Start - lastEnd;
                lastEnd = vma.End;
                if (mm.AttributesOf(vma).Uffd is not null && (!isFirst || vma.End < end))
                {
                    return Errno.EFAULT;
                }

                var from = Math.Max(vma.Start, start);
                var length = Math.Min(end, vma.End) - from;
                var one = remap with { Address = from, OldLength = length, NewLength = length, NewAddress = target };
                var error = mm.CheckVma(one, vma);
                var moved = error == Errno.None ? mm.MoveTo(one) : error;
                if (!moved.Succeeded)
                {
                    return moved;
                }

                target += length;
                start = vma.End;
                if (start >= end)
                {
                    break;
                }
            }

            return lastEnd == 0 ? Errno.EFAULT : SyscallResult.Success(remap.NewAddress);
        }

        /// <summary>Clears the target, shrinks where that was asked for, and moves.</summary>
        public SyscallResult MoveTo(Remap remap)
        {
            if (remap.IsFixed && mm.Unmap(remap.NewAddress, remap.NewAddress + remap.NewLength) is var sealedTarget and not Errno.None)
            {
                return sealedTarget;
            }

            if (remap.Shrinks)
            {
                var error = mm.Unmap(remap.Address + remap.NewLength, remap.Address + remap.OldLength);
                if (error != Errno.None)
                {
                    return error;
                }

                remap.OldLength = remap.NewLength;
            }

            if (!mm.Store.TryFind(remap.Address, out var vma))
            {
                return Errno.EFAULT;
            }

            // Older kernels look at the mapping only now that the target is cleared.
            if (!mm.Has(KernelCapability.MremapChecksFirst) && mm.CheckVma(remap, vma) is var refused and not Errno.None)
            {
                return refused;
            }

            return mm.Place(ref remap.NewAddress, remap.NewLength, remap.IsFixed ? MapFlags.Fixed : 0) is var misplaced and not Errno.None
                ? misplaced
                : mm.Move(remap, vma);
        }

        public SyscallResult Move(in Remap remap, VmaRecord<TFlags> vma)
        {
            if (mm.MapCount >= mm.Options.MaxMapCount - 3)
            {
                return Errno.ENOMEM;
            }

            if (remap.KeepsSource
                && vma.Flags.TestAny(TFlags.Locked)
                && !mm.Has(KernelCapability.DontunmapUnlocksWhole)
                && mm.Isolate(ref vma, remap.Address, remap.Address + remap.OldLength).IsNone)
            {
                return Errno.ENOMEM;
            }

            mm.Areas.StartWrite(ref vma);
            var charge = remap.KeepsSource ? remap.NewLength : remap.NewLength - Math.Min(remap.NewLength, remap.OldLength);
            if (vma.Flags.TestAny(TFlags.Account) && !mm.Machine.TryCommit(mm.Page(charge)))
            {
                return Errno.ENOMEM;
            }

            // Never-faulted anonymous memory takes the page offset of its new place, which lets it merge there.
            var wasFaulted = vma.AnonVma != 0 || !mm.Mm.IsAnonymous(vma);
            var proposed = vma with
            {
                Start = remap.NewAddress,
                End = remap.NewAddress + remap.NewLength,
                PageOffset = wasFaulted ? vma.PageOffsetAt(remap.Address, mm.Mm.PageShift) : mm.Page(remap.NewAddress),
                Id = 0,
            };
            var staysApart = !wasFaulted && remap.KeepsSource && !mm.Has(KernelCapability.DontunmapMergesWithSource);
            if (mm.Areas.Insert(mm.Store.Seek(proposed.Start), proposed, MergeKind.Move, staysApart ? vma.Id : 0, out var copy).IsNone)
            {
                mm.Uncommit(vma.Flags, charge);
                return Errno.ENOMEM;
            }

            mm.Pages.MovePages(mm.View(vma), new(remap.Address, remap.Address + remap.OldLength), remap.NewAddress);
            mm.DropRegistration(ref copy);
            if (remap.KeepsSource)
            {
                mm.Store.TryFind(remap.Address, out var source);
                mm.ReleaseSource(source, remap);
            }
            else if (remap.OldLength != 0)
            {
                mm.Unmap(remap.Address, remap.Address + remap.OldLength);
                mm.Machine.TryCommit(vma.Flags.TestAny(TFlags.Account) ? mm.Page(remap.OldLength) : 0);
            }

            return SyscallResult.Success(remap.NewAddress);
        }

        /// <summary>Splits a VMA so that a range of it is one of its own.</summary>
        /// <param name="vma">The VMA; afterwards the one of the range.</param>
        /// <returns>Its place; none when it can't be made.</returns>
        private VmaPosition Isolate(ref VmaRecord<TFlags> vma, ulong start, ulong end)
        {
            var at = mm.Store.Seek(vma.Start);
            if (start > vma.Start)
            {
                at = mm.Areas.SplitAt(at, ref vma, start);
            }

            if (at.IsNone || end == vma.End || mm.Areas.SplitAt(at, ref vma, end).IsNone)
            {
                return end == vma.End ? at : default;
            }

            at = mm.Store.Seek(start);
            mm.Store.TryGet(at, out vma);
            return at;
        }

        /// <summary>A userfaultfd that is not told of moves does not watch what moved.</summary>
        private void DropRegistration(ref VmaRecord<TFlags> vma)
        {
            var attributes = mm.AttributesOf(vma);
            if (attributes.Uffd is { } uffd && (uffd.Features & UffdFeatures.EventRemap) == 0)
            {
                mm.Areas.StartWrite(ref vma);
                vma.Flags = vma.Flags.Without(TFlags.UserfaultfdMask);
                vma.Attributes = mm.Attributes.Number(attributes with { Uffd = null });
                mm.Areas.Replace(mm.Store.Seek(vma.Start), ref vma);
            }
        }

        /// <summary>What <c>MREMAP_DONTUNMAP</c> leaves behind: not locked, and without an <c>anon_vma</c> where all of it moved.</summary>
        private void ReleaseSource(VmaRecord<TFlags> vma, in Remap remap)
        {
            mm.Areas.StartWrite(ref vma);
            vma.Flags = vma.Flags.Without(TFlags.LockedMask);
            if (mm.Has(KernelCapability.DontunmapDropsAccount))
            {
                vma.Flags = vma.Flags.Without(TFlags.Account);
            }

            if (vma.Start == remap.Address && vma.End == remap.Address + remap.OldLength)
            {
                vma.AnonVma = 0;
                if (mm.Mm.IsAnonymous(vma) && !mm.Has(KernelCapability.DontunmapKeepsOffset))
                {
                    vma.PageOffset = mm.Page(vma.Start);
                }
            }

            mm.Areas.Replace(mm.Store.Seek(vma.Start), ref vma);
        }
    }
}
