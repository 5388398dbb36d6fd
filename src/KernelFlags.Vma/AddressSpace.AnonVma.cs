namespace KernelFlags.Vma;

/// <content>Giving a VMA its <c>anon_vma</c>, and growing stacks.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private ulong _anonVmaLock;

    /// <summary>
    /// Gives a VMA an <c>anon_vma</c> if it has none: that of a neighbour with which it could later merge, else a new one. The mmap lock is
    /// held, be it for reading: neighbours stay, and whoever else does this waits.
    /// </summary>
    /// <param name="vma">The VMA; afterwards with its <c>anon_vma</c>.</param>
    private void EnsureAnonVma(ref VmaRecord<TFlags> vma)
    {
        if (vma.AnonVma != 0)
        {
            return;
        }

        WordLock<TSync>.Enter(ref _anonVmaLock);
        var at = _vmas.Seek(vma.Start);
        vma.AnonVma = _vmas.AnonVmaAt(at);
        if (vma.AnonVma == 0)
        {
            vma.AnonVma = FindReusableAnonVma(at, vma);
            if (vma.AnonVma == 0)
            {
                vma.AnonVma = _machine.AnonVmas.New();
            }

            _machine.AnonVmas.Acquire(vma.AnonVma);
            _vmas.SetAnonVma(at, vma.AnonVma);
        }

        WordLock<TSync>.Exit(ref _anonVmaLock);
    }

    private int FindReusableAnonVma(VmaPosition at, in VmaRecord<TFlags> vma)
    {
        var after = at;
        if (_vmas.MoveNext(ref after) && _vmas.TryGet(after, out var next) && IsReusable(next.AnonVma) && AreAlike(vma, next))
        {
            return next.AnonVma;
        }

        return _vmas.MovePrevious(ref at) && _vmas.TryGet(at, out var previous) && IsReusable(previous.AnonVma) && AreAlike(previous, vma)
            ? previous.AnonVma
            : 0;
    }

    private bool IsReusable(int anonVma) => anonVma != 0 && !_machine.AnonVmas.IsForkChild(anonVma);

    /// <summary>Whether two touching VMAs would merge once mprotect(2) gave them the same access.</summary>
    private bool AreAlike(in VmaRecord<TFlags> left, in VmaRecord<TFlags> right)
    {
        var (below, above) = (_attributes[left.Attributes], _attributes[right.Attributes]);
        return left.End == right.Start
            && left.Flags.Diff(right.Flags).Without(TFlags.Access | TFlags.IgnoredOnMerge).IsEmpty
            && below.Policy == above.Policy
            && below.File == above.File
            && left.PageOffset + Page(left.End - left.Start) == right.PageOffset;
    }

    /// <summary>Grows a stack down to an address (mmap(2), <c>MAP_GROWSDOWN</c>).</summary>
    /// <param name="vma">The VMA above the address; afterwards the one that contains it.</param>
    /// <param name="address">The address.</param>
    /// <returns>False when it may not grow there.</returns>
    private bool TryGrowDown(ref VmaRecord<TFlags> vma, ulong address)
    {
        address &= ~_pageMask;
        if (!vma.Flags.TestAny(TFlags.GrowsDown) || address < _options.LowestAddress)
        {
            return false;
        }

        var at = _vmas.Seek(vma.Start);
        var before = at;
        if (_vmas.MovePrevious(ref before)
            && _vmas.TryGet(before, out var previous)
            && !previous.Flags.TestAny(TFlags.GrowsDown)
            && previous.Flags.TestAny(TFlags.Access)
            && address - previous.End < _stackGuardGap)
        {
            return false;
        }

        EnsureAnonVma(ref vma);
        var grow = Page(vma.Start - address);
        if (grow > vma.PageOffset
            || vma.End - address > _options.StackLimit
            || (vma.Flags.TestAny(TFlags.Account) && !_machine.TryCommit(grow)))
        {
            return false;
        }

        StartWrite(ref vma);
        vma = vma with { Start = address, PageOffset = vma.PageOffset - grow };
        Replace(_vmas.Seek(vma.End - 1), ref vma);
        return true;
    }
}
