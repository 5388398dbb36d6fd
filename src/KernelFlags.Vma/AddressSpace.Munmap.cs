namespace KernelFlags.Vma;

/// <content>munmap(2), and the unmapping within mmap(2), brk(2) and mremap(2).</content>
public sealed partial class AddressSpace<TFlags>
{
    /// <summary>Unmaps a range (munmap(2)). Holes in it are no error.</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <returns>0; or EINVAL for a bad range, ENOMEM at the limit of VMAs, EPERM for sealed memory: nothing is unmapped then.</returns>
    public SyscallResult Munmap(ulong address, ulong length)
    {
        if (!IsAligned(address) || address > _options.TaskSize || length > _options.TaskSize - address || AlignUp(length) == 0)
        {
            return Errno.EINVAL;
        }

        return Unmap(address, address + AlignUp(length));
    }

    private Errno Unmap(ulong start, ulong end)
    {
        var error = PrepareUnmap(start, end);
        if (error == Errno.None)
        {
            FinishUnmap(start, end);
        }

        return error;
    }

    /// <summary>Splits VMAs at the ends of a range, so that it can be unmapped as whole VMAs. On an error the splits that were made stay.</summary>
    private Errno PrepareUnmap(ulong start, ulong end)
    {
        var at = _vmas.Seek(start);
        if (!_vmas.TryGet(at, out var vma) || vma.Start >= end)
        {
            return Errno.None;
        }

        if (start > vma.Start)
        {
            if (end < vma.End && MapCount >= _options.MaxMapCount)
            {
                return Errno.ENOMEM;
            }

            if (vma.Flags.TestAny(TFlags.Sealed))
            {
                return Errno.EPERM;
            }

            if (!SplitAt(ref at, ref vma, start))
            {
                return Errno.ENOMEM;
            }
        }

        do
        {
            if (vma.Flags.TestAny(TFlags.Sealed))
            {
                return Errno.EPERM;
            }

            if (vma.End > end && !SplitAt(ref at, ref vma, end))
            {
                return Errno.ENOMEM;
            }
        }
        while (vma.End < end && _vmas.MoveNext(ref at) && _vmas.TryGet(at, out vma) && vma.Start < end);

        return Errno.None;
    }

    /// <summary>Unmaps the whole VMAs of a range.</summary>
    private void FinishUnmap(ulong start, ulong end)
    {
        var at = _vmas.Seek(start);
        var first = at;
        var count = 0;
        while (_vmas.TryGet(at, out var vma) && vma.Start < end)
        {
            ClearRange(vma, vma.Start, vma.End);
            _machine.AnonVmas.Release(vma.AnonVma);
            Uncommit(vma.Flags, vma.End - vma.Start);
            count++;
            _vmas.MoveNext(ref at);
        }

        if (count > 0)
        {
            _vmas.Splice(first, count, []);
            DropPageTables(start, end);
        }
    }

    private void Uncommit(TFlags flags, ulong length)
    {
        if (flags.TestAny(TFlags.Account))
        {
            _machine.Uncommit(Page(length));
        }
    }
}
