using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>mremap(2): moving.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Moves each VMA of a range, or the part of it that lies within; holes keep their places.</summary>
    private SyscallResult MoveSeveral(in Remap remap)
    {
        var end = remap.Address + remap.OldLength;
        var target = remap.NewAddress;
        var lastEnd = 0UL;
        for (var start = remap.Address; start < end && _vmas.TryFindNext(start, out var vma) && vma.Start < end;)
        {
            var isFirst = start == remap.Address;
            if (isFirst && vma.Start > start)
            {
                return Errno.EFAULT;
            }

            target += isFirst ? 0 : vma.Start - lastEnd;
            lastEnd = vma.End;
            if (_attributes[vma.Attributes].Uffd is not null && (!isFirst || vma.End < end))
            {
                return Errno.EFAULT;
            }

            var from = Math.Max(vma.Start, start);
            var length = Math.Min(end, vma.End) - from;
            var one = remap with { Address = from, OldLength = length, NewLength = length, NewAddress = target };
            var error = CheckVma(one, vma);
            var moved = error == Errno.None ? MoveTo(one) : error;
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
    private SyscallResult MoveTo(Remap remap)
    {
        if (remap.IsFixed && Unmap(remap.NewAddress, remap.NewAddress + remap.NewLength) is var sealedTarget and not Errno.None)
        {
            return sealedTarget;
        }

        if (remap.Shrinks)
        {
            var error = Unmap(remap.Address + remap.NewLength, remap.Address + remap.OldLength);
            if (error != Errno.None)
            {
                return error;
            }

            remap.OldLength = remap.NewLength;
        }

        if (!_vmas.TryFind(remap.Address, out var vma))
        {
            return Errno.EFAULT;
        }

        // Older kernels look at the mapping only now that the target is cleared.
        if (!_capabilities.Has(KernelCapability.MremapChecksFirst) && CheckVma(remap, vma) is var refused and not Errno.None)
        {
            return refused;
        }

        return Place(ref remap.NewAddress, remap.NewLength, remap.IsFixed ? MapFlags.Fixed : 0) is var misplaced and not Errno.None
            ? misplaced
            : Move(remap, vma);
    }

    private SyscallResult Move(in Remap remap, VmaRecord<TFlags> vma)
    {
        if (MapCount >= _options.MaxMapCount - 3)
        {
            return Errno.ENOMEM;
        }

        if (remap.KeepsSource
            && vma.Flags.TestAny(TFlags.Locked)
            && !_capabilities.Has(KernelCapability.DontunmapUnlocksWhole)
            && !Isolate(ref vma, remap.Address, remap.Address + remap.OldLength))
        {
            return Errno.ENOMEM;
        }

        StartWrite(ref vma);
        var charge = remap.KeepsSource ? remap.NewLength : remap.NewLength - Math.Min(remap.NewLength, remap.OldLength);
        if (vma.Flags.TestAny(TFlags.Account) && !TryCommitMemory(charge))
        {
            return Errno.ENOMEM;
        }

        // Never-faulted anonymous memory takes the page offset of its new place, which lets it merge there.
        var wasFaulted = vma.AnonVma != 0 || !IsAnonymous(vma);
        var proposed = vma with
        {
            Start = remap.NewAddress,
            End = remap.NewAddress + remap.NewLength,
            PageOffset = wasFaulted ? FileIndex(vma, Page(remap.Address)) : Page(remap.NewAddress),
            Id = 0,
        };
        var staysApart = !wasFaulted && remap.KeepsSource && !_capabilities.Has(KernelCapability.DontunmapMergesWithSource);
        if (!Insert(_vmas.Seek(proposed.Start), proposed, staysApart ? vma.Id : 0, out var copy, remaps: true))
        {
            Uncommit(vma.Flags, charge);
            return Errno.ENOMEM;
        }

        MovePages(vma, remap);
        DropRegistration(ref copy);
        if (remap.KeepsSource)
        {
            _vmas.TryFind(remap.Address, out var source);
            ReleaseSource(source, remap);
        }
        else if (remap.OldLength != 0)
        {
            Unmap(remap.Address, remap.Address + remap.OldLength);
            _machine.TryCommit(vma.Flags.TestAny(TFlags.Account) ? Page(remap.OldLength) : 0);
        }

        return SyscallResult.Success(remap.NewAddress);
    }

    /// <summary>Splits a VMA so that a range of it is one of its own.</summary>
    /// <returns>False when a commit failed.</returns>
    private bool Isolate(ref VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        var at = _vmas.Seek(vma.Start);
        if (start > vma.Start && !SplitAt(ref at, ref vma, start))
        {
            return false;
        }

        return end == vma.End || (SplitAt(ref at, ref vma, end) && _vmas.TryFind(start, out vma));
    }

    /// <summary>A userfaultfd that is not told of moves does not watch what moved.</summary>
    private void DropRegistration(ref VmaRecord<TFlags> vma)
    {
        var attributes = _attributes[vma.Attributes];
        if (attributes.Uffd is { } uffd && (uffd.Features & UffdFeatures.EventRemap) == 0)
        {
            StartWrite(ref vma);
            vma.Flags = vma.Flags.Without(TFlags.UserfaultfdMask);
            vma.Attributes = _attributes.Number(attributes with { Uffd = null });
            Replace(_vmas.Seek(vma.Start), ref vma);
        }
    }

    /// <summary>What <c>MREMAP_DONTUNMAP</c> leaves behind: not locked, and without an <c>anon_vma</c> where all of it moved.</summary>
    private void ReleaseSource(VmaRecord<TFlags> vma, in Remap remap)
    {
        StartWrite(ref vma);
        vma.Flags = vma.Flags.Without(TFlags.LockedMask);
        if (_capabilities.Has(KernelCapability.DontunmapDropsAccount))
        {
            vma.Flags = vma.Flags.Without(TFlags.Account);
        }

        if (vma.Start == remap.Address && vma.End == remap.Address + remap.OldLength)
        {
            vma.AnonVma = 0;
            if (IsAnonymous(vma) && !_capabilities.Has(KernelCapability.DontunmapKeepsOffset))
            {
                vma.PageOffset = Page(vma.Start);
            }
        }

        Replace(_vmas.Seek(vma.Start), ref vma);
    }

    private void MovePages(in VmaRecord<TFlags> source, in Remap remap)
    {
        using var lockedFile = LockFile(source);
        var dropsProtection = _attributes[source.Attributes].Uffd is { } uffd && (uffd.Features & UffdFeatures.EventRemap) == 0;
        var shift = Page(remap.NewAddress) - Page(remap.Address);
        for (var walk = _pages.Range(Page(remap.Address), Page(remap.Address + remap.OldLength), evenUnused: true);
            walk.MoveNext();)
        {
            var leaf = walk.Leaf;
            var isWhole = walk.IsWhole && PageTable.IndexInLeaf(walk.First + shift) == 0;
            if (!walk.Huge.IsNone)
            {
                if (isWhole && TryMoveHuge(walk.First, walk.First + shift, dropsProtection ? walk.Huge.UffdProtected(false) : walk.Huge))
                {
                    continue;
                }

                SplitHuge(source, walk.First);
                if (!_pages.TryGetLeaf(walk.First, out leaf))
                {
                    continue;
                }
            }

            if (isWhole && leaf!.IsUniform)
            {
                using var lockedTarget = _pages.LockBeside(walk.First + shift, walk.First);
                _pages.GetLeaf(walk.First + shift).Fill(leaf[0].Kind == PageKind.UffdMarker && dropsProtection ? PageEntry.None : leaf[0]);
                _pages.DropLeaf(walk.First);
                continue;
            }

            for (var page = walk.First; page < walk.End;)
            {
                using var lockedTarget = _pages.LockBeside(page + shift, walk.First);
                var target = _pages.GetLeaf(page + shift);
                for (var stop = Math.Min(walk.End, PageTable.LeafStart(page + shift) + PageTable.LeafPages - shift); page < stop; page++)
                {
                    var index = PageTable.IndexInLeaf(page);
                    var entry = leaf![index];
                    leaf[index] = PageEntry.None;
                    if (!entry.IsNone && (entry.Kind != PageKind.UffdMarker || !dropsProtection))
                    {
                        target[PageTable.IndexInLeaf(page + shift)] = dropsProtection ? entry.UffdProtected(false) : entry;
                    }
                }
            }

            if (isWhole)
            {
                _pages.DropLeaf(walk.First);
            }
        }
    }

    /// <summary>Moves a huge page whose page table is locked, unless there is a page table where it goes.</summary>
    private bool TryMoveHuge(ulong page, ulong target, PageEntry huge)
    {
        using var lockedTarget = _pages.LockBeside(target, page);
        if (_pages.TryGetLeaf(target, out _))
        {
            return false;
        }

        _pages.SetHuge(page, PageEntry.None);
        _pages.SetHuge(target, huge);
        return true;
    }
}
