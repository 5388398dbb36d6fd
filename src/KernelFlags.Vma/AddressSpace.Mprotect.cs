using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>mprotect(2).</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Changes the access to a range (mprotect(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="protection">The access.</param>
    /// <returns>0; or EINVAL for bad arguments, ENOMEM for a hole or at the limit of VMAs, EACCES where the mapping does not allow the
    /// access, EPERM for sealed memory. What lies before the place of the error is changed.</returns>
    public SyscallResult Mprotect(ulong address, ulong length, Protection protection)
    {
        const Protection Grows = Protection.GrowsDown | Protection.GrowsUp;
        var grows = protection & Grows;
        protection &= ~Grows;
        if (grows == Grows || !IsAligned(address))
        {
            return Errno.EINVAL;
        }

        if (length == 0)
        {
            return SyscallResult.Success();
        }

        var end = address + AlignUp(length);
        if (end <= address)
        {
            return Errno.ENOMEM;
        }

        if ((protection & ~(Protection.Read | Protection.Write | Protection.Exec | Protection.Sem)) != 0)
        {
            return Errno.EINVAL;
        }

        // The error alone crosses the end of the lock: a result is more than a register holds.
        Errno error;
        using (BeginWrite())
        {
            error = ProtectRange(address, end, protection, grows);
        }

        return error;
    }

    private Errno ProtectRange(ulong address, ulong end, Protection protection, Protection grows)
    {
        var at = _vmas.Seek(address);
        if (!_vmas.TryGet(at, out var vma))
        {
            return Errno.ENOMEM;
        }

        if ((grows & Protection.GrowsDown) != 0)
        {
            if (vma.Start >= end)
            {
                return Errno.ENOMEM;
            }

            if (!vma.Flags.TestAny(TFlags.GrowsDown))
            {
                return Errno.EINVAL;
            }

            address = vma.Start;
        }
        else if (vma.Start > address)
        {
            return Errno.ENOMEM;
        }
        else if ((grows & Protection.GrowsUp) != 0)
        {
            if (!vma.Flags.TestAny(TFlags.GrowsUp))
            {
                return Errno.EINVAL;
            }

            end = vma.End;
        }

        return ProtectRange(at, ref vma, address, end, protection);
    }

    private Errno ProtectRange(VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, Protection protection)
    {
        var access = FlagsOf(protection);
        for (; ; )
        {
            var flags = WithKey(vma.Flags.Without(TFlags.Access) | access, vma.Flags, protection);
            if (!MayAccess(flags))
            {
                return Errno.EACCES;
            }

            if (vma.Flags.TestAny(TFlags.Sealed))
            {
                return Errno.EPERM;
            }

            if (!flags.SameAs(vma.Flags))
            {
                at = Protect(at, ref vma, start, Math.Min(vma.End, end), flags);
                if (at.IsNone)
                {
                    return Errno.ENOMEM;
                }
            }

            start = vma.End;
            if (start >= end)
            {
                return Errno.None;
            }

            if (!_vmas.MoveNext(ref at) || !_vmas.TryGet(at, out vma) || vma.Start != start)
            {
                return Errno.ENOMEM;
            }
        }
    }

    /// <summary>Whether each access bit has its MAY bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayAccess(TFlags flags) =>
        (!flags.TestAny(TFlags.Read) || flags.TestAny(TFlags.MayRead))
        && (!flags.TestAny(TFlags.Write) || flags.TestAny(TFlags.MayWrite))
        && (!flags.TestAny(TFlags.Exec) || flags.TestAny(TFlags.MayExec));

    /// <summary>Changes the access to a range of a VMA.</summary>
    /// <returns>The place of the VMA that holds the range; none for ENOMEM.</returns>
    private VmaPosition Protect(VmaPosition at, ref VmaRecord<TFlags> vma, ulong start, ulong end, TFlags flags)
    {
        var old = vma.Flags;
        var charged = 0UL;
        if (flags.TestAny(TFlags.Write))
        {
            // Private memory that becomes writable counts from now on, once.
            if (!old.TestAny(TFlags.Account | TFlags.Write | TFlags.HugeTlb | TFlags.Shared | TFlags.NoReserve))
            {
                charged = end - start;
                if (!TryCommitMemory(charged))
                {
                    return default;
                }

                flags |= TFlags.Account;
            }
        }
        else if (old.TestAny(TFlags.Account)
            && vma.AnonVma == 0
            && IsAnonymous(vma)
            && _capabilities.Has(KernelCapability.MprotectDropsAccount))
        {
            flags = flags.Without(TFlags.Account);
        }

        at = Modify(at, ref vma, start, end, flags, vma.Attributes);
        if (at.IsNone)
        {
            _machine.Uncommit(Page(charged));
            return at;
        }

        if (old.TestAny(TFlags.Account) && !flags.TestAny(TFlags.Account))
        {
            _machine.Uncommit(Page(end - start));
        }

        if (!_pages.IsEmpty)
        {
            ProtectPages(vma, start, end);
        }

        // Locked private memory that becomes writable is copied now, so that no write has to wait for it later.
        if (flags.TestAny(TFlags.Write) && (old & (TFlags.Write | TFlags.Shared | TFlags.Locked)) == TFlags.Locked)
        {
            PopulateVma(ref vma, start, end);
        }

        return at;
    }
}
