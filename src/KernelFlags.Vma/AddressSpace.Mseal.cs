namespace KernelFlags.Vma;

/// <content>mseal(2).</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Seals a range: from then on it can't be unmapped, moved, replaced, or given other access (mseal(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="flags">None are defined.</param>
    /// <returns>0; or ENOSYS, EINVAL for bad arguments, ENOMEM for a hole: nothing is sealed then.</returns>
    public SyscallResult Mseal(ulong address, ulong length, ulong flags = 0)
    {
        if (!_capabilities.Has(KernelCapability.Mseal) || TFlags.Sealed.IsEmpty)
        {
            return Errno.ENOSYS;
        }

        var aligned = AlignUp(length);
        if (flags != 0 || !IsAligned(address) || (length != 0 && aligned == 0) || address + aligned < address)
        {
            return Errno.EINVAL;
        }

        if (aligned == 0)
        {
            return SyscallResult.Success();
        }

        using var write = BeginWrite();
        return HasHole(address, address + aligned) ? Errno.ENOMEM : Seal(address, address + aligned);
    }

    private Errno Seal(ulong start, ulong end)
    {
        var at = _vmas.Seek(start);
        _vmas.TryGet(at, out var vma);
        for (; ; )
        {
            if (!vma.Flags.TestAny(TFlags.Sealed))
            {
                var error = TryModify(ref at, ref vma, start, Math.Min(end, vma.End), vma.Flags | TFlags.Sealed, vma.Attributes);
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

            _vmas.MoveNext(ref at);
            _vmas.TryGet(at, out vma);
        }
    }

    private bool HasHole(ulong start, ulong end)
    {
        var at = _vmas.Seek(start);
        while (_vmas.TryGet(at, out var vma) && vma.Start <= start)
        {
            start = vma.End;
            if (start >= end)
            {
                return false;
            }

            _vmas.MoveNext(ref at);
        }

        return true;
    }
}
