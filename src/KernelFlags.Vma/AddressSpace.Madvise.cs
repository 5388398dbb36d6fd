namespace KernelFlags.Vma;

/// <content>madvise(2): the walk, and the advice that changes flags.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Gives advice on a range (madvise(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="advice">The advice.</param>
    /// <returns>0; or EINVAL for bad arguments or memory that the advice does not fit, ENOMEM for holes, what is mapped being done, EAGAIN at
    /// the limit of VMAs, EACCES, EBADF, EPERM for sealed memory, EFAULT where populating faults. What lies before an error is done.</returns>
    public SyscallResult Madvise(ulong address, ulong length, Advice advice) => Madvise(address, length, (int)advice);

    /// <summary>Gives advice on a range (madvise(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="advice">The advice, by the kernel's number.</param>
    /// <returns>As <see cref="Madvise(ulong, ulong, Advice)"/>.</returns>
    public SyscallResult Madvise(ulong address, ulong length, int advice)
    {
        var behaviour = (Advice)advice;
        var aligned = AlignUp(length);
        var end = address + aligned;
        if (!IsKnown(behaviour) || !IsAligned(address) || (length != 0 && aligned == 0) || end < address)
        {
            return Errno.EINVAL;
        }

        if (end == address)
        {
            return SyscallResult.Success();
        }

        return behaviour is Advice.PopulateRead or Advice.PopulateWrite
            ? Populate(address, end, behaviour == Advice.PopulateWrite)
            : AdviseLocked(address, end, behaviour);
    }

    /// <summary>Takes the lock that the advice needs: that of the one VMA, or the mmap lock for reading; for writing where flags change.</summary>
    private SyscallResult AdviseLocked(ulong start, ulong end, Advice advice)
    {
        switch (advice)
        {
            case Advice.DontNeed or Advice.DontNeedLocked or Advice.Free or Advice.GuardInstall or Advice.GuardRemove:
                _locks.ThrowIfHeld();
                if (TryAdviseVma(start, end, advice, out var result))
                {
                    return result;
                }

                using (LockForRead())
                {
                    return AdviseRange(start, end, advice);
                }

            case Advice.WillNeed or Advice.Remove or Advice.Cold or Advice.PageOut or Advice.Collapse:
                using (LockForRead())
                {
                    return AdviseRange(start, end, advice);
                }

            default:
                using (BeginWrite())
                {
                    return AdviseRange(start, end, advice);
                }
        }
    }

    /// <summary>Gives advice on a range of one VMA with no lock but that VMA's.</summary>
    /// <returns>False where that is not enough: nothing is done then.</returns>
    private bool TryAdviseVma(ulong start, ulong end, Advice advice, out SyscallResult result)
    {
        result = default;
        if (!TryEnterVma(start, out var vma))
        {
            return false;
        }

        try
        {
            if (end > vma.End || (advice == Advice.GuardInstall && GuardsNeedAnonVma(vma)))
            {
                return false;
            }

            result = MayAdvise(vma, advice) ? AdvisePages(ref vma, start, end, advice) : Errno.EPERM;
            return true;
        }
        finally
        {
            _locks.ExitVma(vma.Id);
        }
    }

    private bool IsKnown(Advice advice) => advice switch
    {
        Advice.Mergeable or Advice.Unmergeable => _capabilities.Has(KernelCapability.Ksm),
        Advice.HugePage or Advice.NoHugePage or Advice.Collapse => _capabilities.Has(KernelCapability.TransparentHugepage),
        Advice.GuardInstall or Advice.GuardRemove => _capabilities.Has(KernelCapability.GuardInstall),
        _ => Enum.IsDefined(advice),
    };

    private SyscallResult AdviseRange(ulong start, ulong end, Advice advice)
    {
        var result = SyscallResult.Success();
        var at = _vmas.Seek(start);
        while (start < end)
        {
            if (!_vmas.TryGet(at, out var vma))
            {
                return Errno.ENOMEM;
            }

            if (start < vma.Start)
            {
                result = Errno.ENOMEM;
                start = vma.Start;
                if (start >= end)
                {
                    break;
                }
            }

            var stop = Math.Min(vma.End, end);
            var one = Advise(ref at, ref vma, start, stop, advice);
            if (!one.Succeeded)
            {
                return one;
            }

            start = Math.Max(stop, vma.End);
            _vmas.MoveNext(ref at);
        }

        return result;
    }

    private SyscallResult Advise(ref VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, Advice advice)
    {
        if (!MayAdvise(vma, advice))
        {
            return Errno.EPERM;
        }

        switch (advice)
        {
            case Advice.WillNeed or Advice.DontNeed or Advice.DontNeedLocked or Advice.Free or Advice.Remove or Advice.Cold
                or Advice.PageOut or Advice.Collapse or Advice.GuardInstall or Advice.GuardRemove:
                return AdvisePages(ref vma, start, end, advice);
            default:
                var (flags, error) = AdvisedFlags(vma, advice);
                error = error == Errno.None ? ChangeFlags(ref at, ref vma, start, end, flags, vma.Attributes) : error;
                return error == Errno.ENOMEM ? Errno.EAGAIN : error;
        }
    }

    /// <summary>Gives the advice that acts on pages.</summary>
    private SyscallResult AdvisePages(ref VmaRecord<TFlags> vma, ulong start, ulong end, Advice advice)
    {
        switch (advice)
        {
            case Advice.WillNeed:
                return WillNeed(vma, start, end);
            case Advice.DontNeed or Advice.DontNeedLocked or Advice.Free:
                return DropPages(vma, start, end, advice);
            case Advice.Remove:
                return RemovePages(vma, start, end);
            case Advice.Cold or Advice.PageOut:
                return AgePages(vma, start, end, advice);
            case Advice.Collapse:
                return CollapseRange(vma, start, end);
            case Advice.GuardInstall:
                return InstallGuards(ref vma, start, end);
            default:
                return RemoveGuards(vma, start, end);
        }
    }

    /// <summary>Whether sealed memory takes the advice: not what discards memory that could not be written anyway.</summary>
    private bool MayAdvise(in VmaRecord<TFlags> vma, Advice advice) => !vma.Flags.TestAny(TFlags.Sealed)
        || advice is not (Advice.Free or Advice.DontNeed or Advice.DontNeedLocked or Advice.Remove or Advice.DontFork or Advice.WipeOnFork
            or Advice.GuardInstall)
        || !IsAnonymous(vma)
        || vma.Flags.TestAny(TFlags.Write);

    private (TFlags Flags, Errno Error) AdvisedFlags(in VmaRecord<TFlags> vma, Advice advice)
    {
        var flags = vma.Flags;
        return advice switch
        {
            Advice.Normal => (flags.Without(TFlags.SeqRead | TFlags.RandRead), Errno.None),
            Advice.Sequential => (flags.Without(TFlags.RandRead) | TFlags.SeqRead, Errno.None),
            Advice.Random => (flags.Without(TFlags.SeqRead) | TFlags.RandRead, Errno.None),
            Advice.DontFork => (flags | TFlags.DontCopy, Errno.None),
            Advice.DoFork => (flags.Without(TFlags.DontCopy), flags.TestAny(TFlags.Io) ? Errno.EINVAL : Errno.None),
            Advice.WipeOnFork => (flags | TFlags.WipeOnFork,
                !IsAnonymous(vma) || flags.TestAny(TFlags.Shared) ? Errno.EINVAL : Errno.None),
            Advice.KeepOnFork => (flags.Without(TFlags.WipeOnFork), flags.TestAny(TFlags.Droppable) ? Errno.EINVAL : Errno.None),
            Advice.DontDump => (flags | TFlags.DontDump, Errno.None),
            Advice.DoDump => (flags.Without(TFlags.DontDump),
                flags.TestAny(TFlags.Droppable) || (!flags.TestAny(TFlags.HugeTlb) && flags.TestAny(TFlags.Special))
                    ? Errno.EINVAL
                    : Errno.None),
            Advice.Mergeable => (IsMergeableByKsm(flags) ? flags | TFlags.Mergeable : flags, Errno.None),
            Advice.Unmergeable => (flags.TestAny(TFlags.Mergeable) ? Unmergeable(flags) : flags, Errno.None),
            Advice.HugePage => (flags.Without(TFlags.NoHugePage) | TFlags.HugePage, Errno.None),
            Advice.NoHugePage => (flags.Without(TFlags.HugePage) | TFlags.NoHugePage, Errno.None),
            _ => (flags, Errno.EINVAL),
        };
    }

    /// <summary>Mergeable flags without MERGEABLE. Kernels whose mask for that is a 32-bit number clear all flags above with it.</summary>
    private TFlags Unmergeable(TFlags flags) => _capabilities.Has(KernelCapability.UnmergeableClearsHighFlags)
        ? TFlags.FromWord(0, (uint)flags.GetWord(0)).Without(TFlags.Mergeable)
        : flags.Without(TFlags.Mergeable);

    private static bool IsMergeableByKsm(TFlags flags) => !flags.TestAny(
        TFlags.Shared | TFlags.MayShare | TFlags.Special | TFlags.HugeTlb | TFlags.Droppable | TFlags.ShadowStack);

    /// <summary>Gives a range of a VMA other flags and attributes, by merging or splitting.</summary>
    private Errno ChangeFlags(
        ref VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, TFlags flags, int attributes) =>
        flags.SameAs(vma.Flags) && attributes == vma.Attributes
            ? Errno.None
            : TryModify(ref at, ref vma, start, end, flags, attributes);
}
