namespace KernelFlags.Vma;

/// <content>munmap(2), and the unmapping within mmap(2), brk(2) and mremap(2).</content>
public partial class AddressSpace<TFlags, TSync>
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

        using var write = BeginWrite();
        return Unmap(address, address + AlignUp(length));
    }

    private Errno Unmap(ulong start, ulong end)
    {
        // The old length that mremap is given may reach over everything, and wrap around.
        if (start > end || end > _options.TaskSize)
        {
            return Errno.EINVAL;
        }

        var error = PlanUnmap(start, end, out var plan);
        if (error == Errno.None)
        {
            Unmap(ref plan);
        }

        return error;
    }

    /// <summary>Finds what a range takes away. On an error the kernel has split VMAs up to where it met it, and so has this.</summary>
    private Errno PlanUnmap(ulong start, ulong end, out Unmapping plan)
    {
        plan = new() { At = _vmas.Seek(start), Start = start, End = end };
        for (var at = plan.At; _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            if (vma.Flags.TestAny(TFlags.Sealed) || (start > vma.Start && end < vma.End && MapCount >= _options.MaxMapCount))
            {
                return SplitForUnmap(start, end);
            }

            Include(ref plan, ref vma);
            if (vma.Start < start)
            {
                plan.Below = vma with { End = start };
            }

            if (vma.End > end)
            {
                plan.Above = vma with
                {
                    Start = end,
                    PageOffset = vma.PageOffset + Page(end - vma.Start),
                    Id = vma.Start < start ? 0 : vma.Id,
                };
            }
        }

        return (plan.Below.End != 0 || plan.Above.End != 0) && FailNextCommit?.Invoke() == true ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Notes that a VMA goes or shrinks.</summary>
    private void Include(ref Unmapping plan, ref VmaRecord<TFlags> vma)
    {
        StartWrite(ref vma);
        if (vma.Flags.TestAny(TFlags.Account))
        {
            plan.Accounted += Math.Min(vma.End, plan.End) - Math.Max(vma.Start, plan.Start);
        }

        plan.Count++;
    }

    /// <summary>Takes away what was found, and goes to the place behind it.</summary>
    private void Unmap(ref Unmapping plan)
    {
        if (plan.Count == 0)
        {
            return;
        }

        if (plan.Accounted != 0)
        {
            _machine.Uncommit(Page(plan.Accounted));
        }

        if (!_pages.IsEmpty)
        {
            ClearPages(plan);
        }

        Few rest = default;
        var count = 0;
        if (plan.Below.End != 0)
        {
            rest[count++] = plan.Below;
        }

        if (plan.Above.End != 0)
        {
            rest[count++] = plan.Above;
        }

        Exchange(ref plan.At, plan.Count, rest[..count]);
        if (plan.Below.End != 0)
        {
            _vmas.MoveNext(ref plan.At);
        }

        DropPageTables(plan.Start, plan.End);
    }

    private void ClearPages(in Unmapping plan)
    {
        var at = plan.At;
        for (var i = 0; i < plan.Count; i++, _vmas.MoveNext(ref at))
        {
            _vmas.TryGet(at, out var vma);
            ClearRange(vma, Math.Max(vma.Start, plan.Start), Math.Min(vma.End, plan.End));
        }
    }

    /// <summary>Splits VMAs at the ends of a range as munmap(2) does before it unmaps, up to the first one that refuses.</summary>
    private Errno SplitForUnmap(ulong start, ulong end)
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

    /// <summary>What munmap(2) is about to do.</summary>
    private struct Unmapping
    {
        /// <summary>The place of the first VMA that goes or shrinks; afterwards of what lies behind the hole.</summary>
        public VmaPosition At;

        /// <summary>The number of VMAs that go or shrink.</summary>
        public int Count;

        public ulong Start;

        public ulong End;

        /// <summary>How much of the range counts against the commit limit, in bytes.</summary>
        public ulong Accounted;

        /// <summary>What stays of the first one; its end is 0 when nothing does.</summary>
        public VmaRecord<TFlags> Below;

        /// <summary>What stays of the last one; its end is 0 when nothing does.</summary>
        public VmaRecord<TFlags> Above;
    }

    private void Uncommit(TFlags flags, ulong length)
    {
        if (flags.TestAny(TFlags.Account))
        {
            _machine.Uncommit(Page(length));
        }
    }
}
