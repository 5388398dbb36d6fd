namespace KernelFlags.Vma;

/// <content>mlock(2), mlock2(2), munlock(2).</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Locks a range in memory and faults it in (mlock(2)).</summary>
    /// <param name="address">Where, in bytes; rounded down to a page.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <returns>0; or ENOMEM for a hole or a page that can't be had, EINVAL for a range that wraps around.</returns>
    public SyscallResult Mlock(ulong address, ulong length) => Lock(address, length, TFlags.Locked);

    /// <summary>Locks a range in memory (mlock2(2)).</summary>
    /// <param name="address">Where, in bytes; rounded down to a page.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <param name="onFault">Whether pages are locked as they are faulted in, not faulted in now (<c>MLOCK_ONFAULT</c>).</param>
    /// <returns>As <see cref="Mlock"/>.</returns>
    public SyscallResult Mlock2(ulong address, ulong length, bool onFault) =>
        Lock(address, length, onFault ? TFlags.Locked | TFlags.LockOnFault : TFlags.Locked);

    /// <summary>Undoes mlock (munlock(2)).</summary>
    /// <param name="address">Where, in bytes; rounded down to a page.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <returns>0; or ENOMEM for a hole, EINVAL for a range that wraps around.</returns>
    public SyscallResult Munlock(ulong address, ulong length)
    {
        RoundToPages(ref address, ref length);
        return ApplyLock(address, length, TFlags.None);
    }

    private SyscallResult Lock(ulong address, ulong length, TFlags flags)
    {
        RoundToPages(ref address, ref length);
        var error = ApplyLock(address, length, flags);
        if (error != Errno.None)
        {
            return error;
        }

        return PopulateMapped(address, address + length, ignoreErrors: false) switch
        {
            Errno.EFAULT => Errno.ENOMEM,
            Errno.ENOMEM => Errno.EAGAIN,
            var other => other,
        };
    }

    private void RoundToPages(ref ulong address, ref ulong length)
    {
        length = AlignUp(length + (address & _pageMask));
        address &= ~_pageMask;
    }

    private Errno ApplyLock(ulong start, ulong length, TFlags flags)
    {
        var end = start + length;
        if (end < start)
        {
            return Errno.EINVAL;
        }

        if (end == start)
        {
            return Errno.None;
        }

        using var write = BeginWrite();
        var at = _vmas.Seek(start);
        if (!_vmas.TryGet(at, out var vma) || vma.Start > start)
        {
            return Errno.ENOMEM;
        }

        for (; ; )
        {
            var locked = vma.Flags.Without(TFlags.LockedMask) | flags;
            if (!locked.SameAs(vma.Flags) && !vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb | TFlags.Droppable))
            {
                var error = TryModify(ref at, ref vma, start, Math.Min(end, vma.End), locked, vma.Attributes);
                if (error != Errno.None)
                {
                    return error;
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
}
