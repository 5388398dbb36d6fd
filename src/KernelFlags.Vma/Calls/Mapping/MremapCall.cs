using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>mremap(2): arguments, and resizing in place.</summary>
internal static class MremapCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Resizes or moves a mapping (mremap(2)).</summary>
        public SyscallResult Mremap(ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress = 0)
        {
            var remap = new Remap
            {
                Address = address,
                OldLength = mm.AlignUp(oldLength),
                NewLength = mm.AlignUp(newLength),
                NewAddress = newAddress,
                Flags = flags,
            };
            AddressRange populated = default;
            SyscallResult result;
            using (var write = mm.BeginWrite())
            {
                result = write.Mremap(remap, oldLength, newLength, ref populated);
            }

            mm.PopulateMapped(populated.Start, populated.End, ignoreErrors: true);
            return result;
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private SyscallResult Mremap(in Remap remap, ulong oldLength, ulong newLength, ref AddressRange populated)
        {
            var checksFirst = mm.Has(KernelCapability.MremapChecksFirst);
            if (!mm.AreArgumentsValid(remap)
                || (checksFirst
                    ? remap.NewLength > mm.TaskSize || (remap.NamesNewAddress && !mm.IsTargetValid(remap))
                    : remap.KeepsSource && oldLength != newLength))
            {
                return Errno.EINVAL;
            }

            if (checksFirst && remap.NamesNewAddress && !mm.HasRoomToMove())
            {
                return Errno.ENOMEM;
            }

            if (remap.IsFixed && remap.OldLength == remap.NewLength && mm.Has(KernelCapability.MremapSeveral))
            {
                return mm.MoveSeveral(remap);
            }

            if (!mm.Store.TryFind(remap.Address, out var vma))
            {
                return Errno.EFAULT;
            }

            if (mm.CheckVma(remap, vma, !checksFirst && remap.NamesNewAddress) is var refused and not Errno.None)
            {
                return refused;
            }

            if (!checksFirst && remap.NamesNewAddress)
            {
                if (!mm.IsTargetValid(remap))
                {
                    return Errno.EINVAL;
                }

                if (!mm.HasRoomToMove())
                {
                    return Errno.ENOMEM;
                }
            }

            var populates = remap.Grows && vma.Flags.TestAny(TFlags.Locked);
            var result = remap.NamesNewAddress ? mm.MoveTo(remap) : mm.Resize(remap, vma);
            if (result.Succeeded && populates)
            {
                populated = new(result.Value + remap.OldLength, result.Value + remap.NewLength);
            }

            return result;
        }

        private bool AreArgumentsValid(in Remap remap)
        {
            const RemapFlags Known = RemapFlags.MayMove | RemapFlags.Fixed | RemapFlags.DontUnmap;
            return (remap.Flags & ~Known) == 0
                && mm.IsAligned(remap.Address)
                && remap.NewLength != 0
                && (!remap.NamesNewAddress || (remap.Flags & RemapFlags.MayMove) != 0);
        }

        private bool IsTargetValid(in Remap remap) =>
            remap.NewLength <= mm.TaskSize
            && remap.NewAddress <= mm.TaskSize - remap.NewLength
            && mm.IsAligned(remap.NewAddress)
            && (!remap.KeepsSource || remap.OldLength == remap.NewLength)
            && !remap.Overlaps;

        /// <summary>Whether the limit of VMAs leaves room for what clearing the target and moving may split.</summary>
        private bool HasRoomToMove() => mm.MapCount + 2 < mm.Options.MaxMapCount - 3;

        /// <summary>Whether a VMA can be resized or moved as asked.</summary>
        /// <param name="remap">What was asked for.</param>
        /// <param name="onlySealed">Whether only that it is not sealed matters yet.</param>
        public Errno CheckVma(in Remap remap, in VmaRecord<TFlags> vma, bool onlySealed = false)
        {
            if (vma.Flags.TestAny(TFlags.Sealed))
            {
                return Errno.EPERM;
            }

            if (onlySealed || (!remap.Grows && !remap.NamesNewAddress))
            {
                return Errno.None;
            }

            if (remap.OldLength == 0 && !vma.Flags.TestAny(TFlags.Shared | TFlags.MayShare))
            {
                return Errno.EINVAL;
            }

            if (remap.KeepsSource && vma.Flags.TestAny(TFlags.DontExpand | TFlags.PfnMap))
            {
                return Errno.EINVAL;
            }

            var kept = Math.Min(remap.OldLength, remap.NewLength);
            if (kept > vma.End - remap.Address)
            {
                return Errno.EFAULT;
            }

            if (!remap.Grows)
            {
                return Errno.None;
            }

            var offset = vma.PageOffsetAt(remap.Address, mm.Mm.PageShift);
            if (offset + mm.Page(remap.NewLength) < offset)
            {
                return Errno.EINVAL;
            }

            return vma.Flags.TestAny(TFlags.DontExpand | TFlags.PfnMap) ? Errno.EFAULT : Errno.None;
        }

        /// <summary>Resizes in place where that goes, else moves.</summary>
        private SyscallResult Resize(in Remap remap, in VmaRecord<TFlags> vma)
        {
            if (remap.Shrinks)
            {
                var error = mm.Unmap(remap.Address + remap.NewLength, remap.Address + remap.OldLength);
                return error == Errno.None ? SyscallResult.Success(remap.Address) : error;
            }

            if (!remap.Grows)
            {
                return SyscallResult.Success(remap.Address);
            }

            var delta = remap.NewLength - remap.OldLength;
            if (vma.End - remap.Address == remap.OldLength && mm.IsFree(vma.End, delta))
            {
                return mm.Extend(vma, delta) ? SyscallResult.Success(remap.Address) : Errno.ENOMEM;
            }

            if ((remap.Flags & RemapFlags.MayMove) == 0 || !mm.TryPlace(remap.NewLength, mm.AreaOf(0), out var place))
            {
                return Errno.ENOMEM;
            }

            return mm.Move(remap with { NewAddress = place }, vma);
        }

        private bool IsFree(ulong start, ulong length) =>
            start + length > start
            && start + length <= mm.TaskSize
            && (!mm.Store.TryFindNext(start, out var next) || next.Start >= start + length);

        /// <summary>Grows a VMA over free memory behind it; it may merge with what it then touches.</summary>
        private bool Extend(in VmaRecord<TFlags> vma, ulong delta)
        {
            if (vma.Flags.TestAny(TFlags.Special) || (vma.Flags.TestAny(TFlags.Account) && !mm.Machine.TryCommit(mm.Page(delta))))
            {
                return false;
            }

            var more = vma with
            {
                Start = vma.End,
                End = vma.End + delta,
                PageOffset = vma.PageOffsetAt(vma.End, mm.Mm.PageShift),
                Id = 0,
            };
            if (!mm.Areas.Insert(mm.Store.Seek(vma.End), more, MergeKind.Grow, kept: 0, out _).IsNone)
            {
                return true;
            }

            mm.Uncommit(vma.Flags, delta);
            return false;
        }
    }
}
