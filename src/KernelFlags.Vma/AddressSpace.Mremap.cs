namespace KernelFlags.Vma;

/// <content>mremap(2): arguments, and resizing in place.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>What mremap(2) was asked for; it changes on the way from one VMA to the next.</summary>
    private struct Remap
    {
        public ulong Address;
        public ulong OldLength;
        public ulong NewLength;
        public ulong NewAddress;
        public RemapFlags Flags;

        public readonly bool IsFixed => (Flags & RemapFlags.Fixed) != 0;

        public readonly bool KeepsSource => (Flags & RemapFlags.DontUnmap) != 0;

        public readonly bool NamesNewAddress => IsFixed || KeepsSource;

        public readonly bool Grows => NewLength > OldLength;

        public readonly bool Shrinks => NewLength < OldLength;

        public readonly bool Overlaps => Address + OldLength > NewAddress && NewAddress + NewLength > Address;
    }

    /// <summary>Resizes or moves a mapping (mremap(2)).</summary>
    /// <param name="address">Where it is, in bytes, at a page's start.</param>
    /// <param name="oldLength">How much of it, in bytes; rounded up to pages. 0 maps shared memory once more.</param>
    /// <param name="newLength">How long it becomes, in bytes; rounded up to pages.</param>
    /// <param name="flags">Whether and how it may move.</param>
    /// <param name="newAddress">With <see cref="RemapFlags.Fixed"/> where to, with <see cref="RemapFlags.DontUnmap"/> a hint.</param>
    /// <returns>The new address; or EINVAL for bad arguments, EFAULT where nothing is mapped or the range spans mappings, EPERM for sealed
    /// memory, ENOMEM where there is no room or at the limit of VMAs.</returns>
    public SyscallResult Mremap(ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress = 0)
    {
        var remap = new Remap
        {
            Address = address,
            OldLength = AlignUp(oldLength),
            NewLength = AlignUp(newLength),
            NewAddress = newAddress,
            Flags = flags,
        };
        AddressRange populated = default;
        SyscallResult result;
        using (BeginWrite())
        {
            result = Mremap(remap, oldLength, newLength, ref populated);
        }

        PopulateMapped(populated.Start, populated.End, ignoreErrors: true);
        return result;
    }

    private SyscallResult Mremap(in Remap remap, ulong oldLength, ulong newLength, ref AddressRange populated)
    {
        var checksFirst = _capabilities.Has(KernelCapability.MremapChecksFirst);
        if (!AreArgumentsValid(remap)
            || (checksFirst
                ? remap.NewLength > _taskSize || (remap.NamesNewAddress && !IsTargetValid(remap))
                : remap.KeepsSource && oldLength != newLength))
        {
            return Errno.EINVAL;
        }

        if (checksFirst && remap.NamesNewAddress && !HasRoomToMove())
        {
            return Errno.ENOMEM;
        }

        if (remap.IsFixed && remap.OldLength == remap.NewLength && _capabilities.Has(KernelCapability.MremapSeveral))
        {
            return MoveSeveral(remap);
        }

        if (!_vmas.TryFind(remap.Address, out var vma))
        {
            return Errno.EFAULT;
        }

        if (CheckVma(remap, vma, !checksFirst && remap.NamesNewAddress) is var refused and not Errno.None)
        {
            return refused;
        }

        if (!checksFirst && remap.NamesNewAddress)
        {
            if (!IsTargetValid(remap))
            {
                return Errno.EINVAL;
            }

            if (!HasRoomToMove())
            {
                return Errno.ENOMEM;
            }
        }

        var populates = remap.Grows && vma.Flags.TestAny(TFlags.Locked);
        var result = remap.NamesNewAddress ? MoveTo(remap) : Resize(remap, vma);
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
            && IsAligned(remap.Address)
            && remap.NewLength != 0
            && (!remap.NamesNewAddress || (remap.Flags & RemapFlags.MayMove) != 0);
    }

    private bool IsTargetValid(in Remap remap) =>
        remap.NewLength <= _taskSize
        && remap.NewAddress <= _taskSize - remap.NewLength
        && IsAligned(remap.NewAddress)
        && (!remap.KeepsSource || remap.OldLength == remap.NewLength)
        && !remap.Overlaps;

    /// <summary>Whether the limit of VMAs leaves room for what clearing the target and moving may split.</summary>
    private bool HasRoomToMove() => MapCount + 2 < _options.MaxMapCount - 3;

    /// <summary>Whether a VMA can be resized or moved as asked.</summary>
    /// <param name="remap">What was asked for.</param>
    /// <param name="vma">The VMA.</param>
    /// <param name="onlySealed">Whether only that it is not sealed matters yet.</param>
    private Errno CheckVma(in Remap remap, in VmaRecord<TFlags> vma, bool onlySealed = false)
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

        var offset = FileIndex(vma, Page(remap.Address));
        if (offset + Page(remap.NewLength) < offset)
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
            var error = Unmap(remap.Address + remap.NewLength, remap.Address + remap.OldLength);
            return error == Errno.None ? SyscallResult.Success(remap.Address) : error;
        }

        if (!remap.Grows)
        {
            return SyscallResult.Success(remap.Address);
        }

        var delta = remap.NewLength - remap.OldLength;
        if (vma.End - remap.Address == remap.OldLength && IsFree(vma.End, delta))
        {
            return Extend(vma, delta) ? SyscallResult.Success(remap.Address) : Errno.ENOMEM;
        }

        if ((remap.Flags & RemapFlags.MayMove) == 0 || !TryPlace(remap.NewLength, AreaOf(0), out var place))
        {
            return Errno.ENOMEM;
        }

        return Move(remap with { NewAddress = place }, vma);
    }

    private bool IsFree(ulong start, ulong length) =>
        start + length > start
        && start + length <= _taskSize
        && (!_vmas.TryFindNext(start, out var next) || next.Start >= start + length);

    /// <summary>Grows a VMA over free memory behind it; it may merge with what it then touches.</summary>
    private bool Extend(in VmaRecord<TFlags> vma, ulong delta)
    {
        if (vma.Flags.TestAny(TFlags.Special) || (vma.Flags.TestAny(TFlags.Account) && !TryCommitMemory(delta)))
        {
            return false;
        }

        var more = vma with
        {
            Start = vma.End,
            End = vma.End + delta,
            PageOffset = vma.PageOffset + Page(vma.End - vma.Start),
            Id = 0,
        };
        if (Insert(_vmas.Seek(vma.End), more, kept: 0, out _, extends: true, remaps: true))
        {
            return true;
        }

        Uncommit(vma.Flags, delta);
        return false;
    }
}
