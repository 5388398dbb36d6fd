using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>mmap(2), and where it places what has no address.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>The flags of mmap(2) that were there before <c>MAP_SHARED_VALIDATE</c>: it refuses any other that the file does not support.</summary>
    private const MapFlags GenericMapFlags = MapFlags.TypeMask | MapFlags.Fixed | MapFlags.Anonymous | MapFlags.GrowsDown | MapFlags.DenyWrite
        | MapFlags.Executable | MapFlags.Locked | MapFlags.NoReserve | MapFlags.Populate | MapFlags.NonBlock | MapFlags.Stack
        | MapFlags.HugeTlb | unchecked((MapFlags)0xfc00_0000);

    /// <summary>The flags that say where a mapping is placed, of those that the machine knows: it ignores others.</summary>
    private readonly MapFlags _placementFlags;

    /// <summary>Maps memory (mmap(2)).</summary>
    /// <param name="address">Where, in bytes: a hint, unless <see cref="MapFlags.Fixed"/> or <see cref="MapFlags.FixedNoReplace"/> is set.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="protection">The access.</param>
    /// <param name="flags">The type and how.</param>
    /// <param name="file">The file; null with <see cref="MapFlags.Anonymous"/>.</param>
    /// <param name="offset">Where in the file, in bytes, a multiple of the page size.</param>
    /// <returns>The address; or EINVAL, ENOMEM, EOVERFLOW, EEXIST, EACCES, EBADF, EPERM, EOPNOTSUPP.</returns>
    public SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file = null, ulong offset = 0)
    {
        Errno error;
        bool populates;
        using (BeginWrite())
        {
            error = Map(ref address, length, protection, flags, file, offset, out populates);
        }

        if (error != Errno.None)
        {
            return error;
        }

        if (populates)
        {
            PopulateMapped(address, address + AlignUp(length), ignoreErrors: true);
        }

        return SyscallResult.Success(address);
    }

    private Errno Map(
        ref ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file, ulong offset, out bool populates)
    {
        populates = false;
        if (!IsAligned(offset))
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

        var aligned = AlignUp(length);
        var pageOffset = Page(offset);
        if (length == 0)
        {
            return Errno.EINVAL;
        }

        flags |= (flags & MapFlags.FixedNoReplace) != 0 ? MapFlags.Fixed : 0;
        if (aligned == 0)
        {
            return Errno.ENOMEM;
        }

        if (pageOffset + Page(aligned) < pageOffset)
        {
            return Errno.EOVERFLOW;
        }

        if (MapCount > _options.MaxMapCount)
        {
            return Errno.ENOMEM;
        }

        if (Place(ref address, aligned, flags) is var misplaced and not Errno.None)
        {
            return misplaced;
        }

        if ((flags & MapFlags.FixedNoReplace) != 0 && _vmas.TryFindNext(address, out var taken) && taken.Start < address + aligned)
        {
            return Errno.EEXIST;
        }

        var vmFlags = WithKey(FlagsOf(protection), TFlags.None, protection) | _defaultFlags | TFlags.MayRead | TFlags.MayWrite | TFlags.MayExec;
        vmFlags |= (flags & MapFlags.GrowsDown) != 0 ? TFlags.GrowsDown : TFlags.None;
        vmFlags |= (flags & MapFlags.Locked) != 0 ? TFlags.Locked : TFlags.None;
        vmFlags |= (flags & MapFlags.Stack) != 0 && _capabilities.Has(KernelCapability.MapStackNohugepage) ? TFlags.NoHugePage : TFlags.None;
        var refused = file is null
            ? TypeFlags(flags, ref vmFlags, ref pageOffset, Page(address))
            : TypeFlags(flags, protection, file, ref vmFlags);
        if (refused != Errno.None)
        {
            return refused;
        }

        if ((flags & MapFlags.NoReserve) != 0 && _machine.Overcommit != Overcommit.Never)
        {
            vmFlags |= TFlags.NoReserve;
        }

        return MapRegion(address, aligned, vmFlags, file, pageOffset, flags, out populates);
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
            case MapFlags.Droppable when _capabilities.Has(KernelCapability.Droppable) && !TFlags.Droppable.IsEmpty:
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
            case MapFlags.SharedValidate when (flags & ~(GenericMapFlags | _placementFlags)) != 0:
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
        if (PlanUnmap(start, end, out var at, out var replaced) is var blocked and not Errno.None)
        {
            return blocked;
        }

        if ((flags & (TFlags.NoReserve | TFlags.Shared | TFlags.Write)) == TFlags.Write)
        {
            if (!TryCommitMemory(length))
            {
                SplitForUnmap(start, end);
                return Errno.ENOMEM;
            }

            flags |= TFlags.Account;
        }

        if (!Prepare())
        {
            Uncommit(flags, length);
            return Errno.ENOMEM;
        }

        at = Unmap(at, ref replaced);
        populates = flags.TestAny(TFlags.Locked) || (how & (MapFlags.Populate | MapFlags.NonBlock)) == MapFlags.Populate;
        if (flags.TestAny(TFlags.Special | TFlags.Droppable | TFlags.HugeTlb))
        {
            flags = flags.Without(TFlags.LockedMask);
        }

        var attributes = file is not null || flags.TestAny(TFlags.Shared) ? NumberOfMapped(file, length) : 0;
        var proposed = new VmaRecord<TFlags>(start, end, flags | _newMappingFlags, pageOffset, attributes);
        Insert(at, proposed, kept: 0, out _);
        return Errno.None;
    }

    /// <summary>The attributes of a mapping of a file, which from now on knows who maps it; shared anonymous memory gets one of its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NumberOfMapped(VmaFile? file, ulong length)
    {
        file ??= new(FileKind.SharedAnonymous, length, cached: false) { Device = (0, 1), Inode = _machine.NextInode() };
        file.Pages.PageShift = _pageShift;
        file.Pages.SplitsUniformly = !_capabilities.Has(KernelCapability.FolioSplitHalves);
        file.Pages.UnmapsWrittenFolios = _capabilities.Has(KernelCapability.RemoveUnmapsWrittenFolios);
        file.Pages.TracksOwners = _capabilities.Has(KernelCapability.FolioOwners);
        file.Pages.AddMapper(this);
        return _attributes.Number(new(file, file.HasCloseHook, null, null, null));
    }

    /// <summary>Turns access rights into flags.</summary>
    private static TFlags FlagsOf(Protection protection)
    {
        var flags = (protection & Protection.Read) != 0 ? TFlags.Read : TFlags.None;
        flags |= (protection & Protection.Write) != 0 ? TFlags.Write : TFlags.None;
        return (protection & Protection.Exec) != 0 ? flags | TFlags.Exec : flags;
    }

    private int MapCount => _vmas.Count + _options.OtherMappings;

    /// <summary>Checks a fixed address, or finds one: at the hint where it is free, else where the flags let mappings be placed.</summary>
    private Errno Place(ref ulong address, ulong length, MapFlags flags)
    {
        if (length > _taskSize)
        {
            return Errno.ENOMEM;
        }

        if ((flags & MapFlags.Fixed) != 0)
        {
            return address > _taskSize - length ? Errno.ENOMEM
                : !IsAligned(address) ? Errno.EINVAL
                : address < _options.LowestAddress ? Errno.EPERM
                : Errno.None;
        }

        address &= ~_pageMask;
        if (address != 0 && address < _options.LowestAddress)
        {
            address = AlignUp(_options.LowestAddress);
        }

        var area = AreaOf(flags & _placementFlags);
        if (address != 0 && length <= area.HintEnd && address <= area.HintEnd - length && IsFreeWithGuardGaps(address, address + length))
        {
            return Errno.None;
        }

        return TryPlace(length, area, out address) ? Errno.None : Errno.ENOMEM;
    }

    /// <summary>Where mappings are placed (x86's <c>arch_get_unmapped_area</c> and its top-down kin).</summary>
    /// <param name="flags">The flags that have a say in it.</param>
    private PlacementArea AreaOf(MapFlags flags)
    {
        const ulong GiB = 1UL << 30;
        var lowest = AlignUp(_options.LowestAddress);
        if ((flags & MapFlags.Low32Bit) != 0)
        {
            // The kernel starts up to 32 MiB higher where addresses are random; a place that is the same each time is one of those.
            var end = Math.Min(2 * GiB, _taskSize);
            return new(Math.Max(lowest, GiB), end, end, IsTopDown: false);
        }

        var low = (flags & MapFlags.Above4G) != 0 ? Math.Max(lowest, 4 * GiB) : lowest;
        return new(low, Math.Min(_options.PlacementTop & ~_pageMask, _taskSize), _taskSize, IsTopDown: true);
    }

    private bool IsFreeWithGuardGaps(ulong start, ulong end)
    {
        if (_vmas.TryFindNext(start, out var next) && end > next.Start - Math.Min(next.Start, GapBelow(next)))
        {
            return false;
        }

        return true;
    }

    /// <summary>The first free range of an area, from its end or its start; below a stack the guard gap stays free as well.</summary>
    private bool TryPlace(ulong length, in PlacementArea area, out ulong start)
    {
        var (low, high) = (area.Low, area.High);
        while (_vmas.TryFindGap(low, high, length, area.IsTopDown, out start))
        {
            var end = start + length;
            if (!_vmas.TryFindNext(end - 1, out var next) || next.Start - Math.Min(next.Start, GapBelow(next)) >= end)
            {
                return true;
            }

            (low, high) = area.IsTopDown ? (low, next.Start - Math.Min(next.Start, GapBelow(next))) : (next.End, high);
        }

        return false;
    }

    /// <summary>Where mmap(2) places what has no address.</summary>
    /// <param name="Low">The lowest address.</param>
    /// <param name="High">The address before which a mapping ends.</param>
    /// <param name="HintEnd">The address before which a mapping ends that is placed where it is wished.</param>
    /// <param name="IsTopDown">Whether the highest free range is taken, not the lowest.</param>
    private readonly record struct PlacementArea(ulong Low, ulong High, ulong HintEnd, bool IsTopDown);

    private ulong GapBelow(in VmaRecord<TFlags> vma) => vma.Flags.TestAny(TFlags.GrowsDown) ? _stackGuardGap
        : vma.Flags.TestAny(TFlags.ShadowStack) ? _machine.PageSize
        : 0;

    /// <summary>Whether the machine lets memory be promised.</summary>
    private bool TryCommitMemory(ulong length) => _machine.TryCommit(Page(length));
}
