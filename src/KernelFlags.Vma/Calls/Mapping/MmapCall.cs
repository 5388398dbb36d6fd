using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>mmap(2).</summary>
internal static class MmapCall
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>Maps memory (mmap(2)).</summary>
        public SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file = null, ulong offset = 0)
        {
            Errno error;
            bool populates;
            using (var write = mm.BeginWrite())
            {
                error = write.Map(ref address, length, protection, flags, file, offset, out populates);
            }

            if (error != Errno.None)
            {
                return error;
            }

            if (populates)
            {
                mm.PopulateMapped(address, address + mm.AlignUp(length), ignoreErrors: true);
            }

            return SyscallResult.Success(address);
        }
    }

    extension<TFlags, TSync>(MmWrite<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        private Errno Map(
            ref ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file, ulong offset, out bool populates)
        {
            populates = false;
            if (!mm.IsAligned(offset))
            {
                return Errno.EINVAL;
            }

            if ((flags & MapFlags.Anonymous) != 0)
            {
                file = null;
                if ((flags & MapFlags.HugeTlb) != 0)
                {
                    return Errno.EINVAL;
                }
            }
            else if (file is null)
            {
                return Errno.EBADF;
            }
            else if ((flags & MapFlags.HugeTlb) != 0)
            {
                return Errno.EINVAL;
            }

            var aligned = mm.AlignUp(length);
            var pageOffset = mm.Page(offset);
            if (length == 0)
            {
                return Errno.EINVAL;
            }

            flags |= (flags & MapFlags.FixedNoReplace) != 0 ? MapFlags.Fixed : 0;
            if (aligned == 0)
            {
                return Errno.ENOMEM;
            }

            if (pageOffset + mm.Page(aligned) < pageOffset)
            {
                return Errno.EOVERFLOW;
            }

            if (mm.MapCount > mm.Options.MaxMapCount)
            {
                return Errno.ENOMEM;
            }

            if (mm.Place(ref address, aligned, flags) is var misplaced and not Errno.None)
            {
                return misplaced;
            }

            if ((flags & MapFlags.FixedNoReplace) != 0 && mm.Store.TryFindNext(address, out var taken) && taken.Start < address + aligned)
            {
                return Errno.EEXIST;
            }

            var vmFlags = mm.Mm.WithKey(FlagMeaning<TFlags>.Of(protection), TFlags.None, protection)
                | FlagMeaning<TFlags>.Of(flags, mm.Machine.Capabilities)
                | mm.Mm.DefaultFlags | TFlags.MayRead | TFlags.MayWrite | TFlags.MayExec;
            var refused = file is null
                ? mm.TypeFlags(flags, ref vmFlags, ref pageOffset, mm.Page(address))
                : mm.TypeFlags(flags, protection, file, ref vmFlags);
            if (refused != Errno.None)
            {
                return refused;
            }

            if ((flags & MapFlags.NoReserve) != 0 && mm.Machine.Overcommit != Overcommit.Never)
            {
                vmFlags |= TFlags.NoReserve;
            }

            return mm.MapRegion(address, aligned, vmFlags, file, pageOffset, flags, out populates);
        }

        /// <summary>The type of an anonymous mapping.</summary>
        private Errno TypeFlags(MapFlags flags, ref TFlags vmFlags, ref ulong pageOffset, ulong page)
        {
            var grows = vmFlags.TestAny(TFlags.GrowsDown | TFlags.GrowsUp);
            switch (flags & MapFlags.TypeMask)
            {
                case MapFlags.Shared when !grows:
                    pageOffset = 0;
                    vmFlags |= TFlags.Shared | TFlags.MayShare;
                    return Errno.None;
                case MapFlags.Droppable when mm.Has(KernelCapability.Droppable) && !TFlags.Droppable.IsEmpty:
                    if ((flags & MapFlags.Locked) != 0 || grows)
                    {
                        return Errno.EINVAL;
                    }

                    // What may vanish at any time is not reserved, and has no place in a child or in a core dump.
                    pageOffset = page;
                    vmFlags |= TFlags.Droppable | TFlags.NoReserve | TFlags.WipeOnFork | TFlags.DontDump;
                    return Errno.None;
                case MapFlags.Private:
                    pageOffset = page;
                    return Errno.None;
                default:
                    return Errno.EINVAL;
            }
        }

        /// <summary>The type of a file's mapping.</summary>
        private Errno TypeFlags(MapFlags flags, Protection protection, VmaFile file, ref TFlags vmFlags)
        {
            switch (flags & MapFlags.TypeMask)
            {
                case MapFlags.SharedValidate when (flags & ~(FlagMeaning<TFlags>.GenericMapFlags | mm.Mm.PlacementFlags)) != 0:
                    return Errno.EOPNOTSUPP;
                case MapFlags.Shared or MapFlags.SharedValidate:
                    if (!file.IsWritable && (protection & Protection.Write) != 0)
                    {
                        return Errno.EACCES;
                    }

                    vmFlags |= TFlags.Shared | TFlags.MayShare;
                    vmFlags = file.IsWritable ? vmFlags : vmFlags.Without(TFlags.MayWrite | TFlags.Shared);
                    break;
                case MapFlags.Private:
                    break;
                default:
                    return Errno.EINVAL;
            }

            return vmFlags.TestAny(TFlags.GrowsDown | TFlags.GrowsUp) ? Errno.EINVAL : Errno.None;
        }

        private Errno MapRegion(
            ulong start, ulong length, TFlags flags, VmaFile? file, ulong pageOffset, MapFlags how, out bool populates)
        {
            populates = false;
            var end = start + length;
            if (mm.PlanUnmap(start, end, out var at, out var replaced) is var blocked and not Errno.None)
            {
                return blocked;
            }

            if ((flags & (TFlags.NoReserve | TFlags.Shared | TFlags.Write)) == TFlags.Write)
            {
                if (!mm.Machine.TryCommit(mm.Page(length)))
                {
                    mm.SplitForUnmap(start, end);
                    return Errno.ENOMEM;
                }

                flags |= TFlags.Account;
            }

            if (!mm.Areas.Prepare())
            {
                mm.Uncommit(flags, length);
                return Errno.ENOMEM;
            }

            at = mm.Unmap(at, ref replaced);
            populates = flags.TestAny(TFlags.Locked) || (how & (MapFlags.Populate | MapFlags.NonBlock)) == MapFlags.Populate;
            if (flags.TestAny(TFlags.Special | TFlags.Droppable | TFlags.HugeTlb))
            {
                flags = flags.Without(TFlags.LockedMask);
            }

            var attributes = file is not null || flags.TestAny(TFlags.Shared) ? mm.NumberOfMapped(file, length) : 0;
            var proposed = new VmaRecord<TFlags>(start, end, flags | mm.Mm.NewMappingFlags, pageOffset, attributes);
            mm.Areas.Insert(at, proposed, MergeKind.Map, kept: 0, out _);
            return Errno.None;
        }

        /// <summary>The attributes of a mapping of a file.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private int NumberOfMapped(VmaFile? file, ulong length)
        {
            file = mm.Adopt(file, length);
            return mm.Attributes.Number(new(file, file.HasCloseHook, null, null, null));
        }

        /// <summary>A file that is mapped, which from now on knows who maps it; shared anonymous memory gets one of its own.</summary>
        public VmaFile Adopt(VmaFile? file, ulong length)
        {
            file ??= new(FileKind.SharedAnonymous, length, new() { IsCached = false }) { Device = (0, 1), Inode = mm.Machine.NextInode() };
            file.Pages.PageShift = mm.Mm.PageShift;
            file.Pages.SplitsUniformly = !mm.Has(KernelCapability.FolioSplitHalves);
            file.Pages.UnmapsWrittenFolios = mm.Has(KernelCapability.RemoveUnmapsWrittenFolios);
            file.Pages.TracksOwners = mm.Has(KernelCapability.FolioOwners);
            file.Pages.AddMapper(mm.Mm.Mapper);
            return file;
        }
    }
}
