using System.Runtime.CompilerServices;

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
        if (!IsAligned(address) || address > _taskSize || length > _taskSize - address || AlignUp(length) == 0)
        {
            return Errno.EINVAL;
        }

        Errno error;
        using (BeginWrite())
        {
            error = Unmap(address, address + AlignUp(length));
        }

        return error;
    }

    private Errno Unmap(ulong start, ulong end)
    {
        // The old length that mremap is given may reach over everything, and wrap around.
        if (start > end || end > _taskSize)
        {
            return Errno.EINVAL;
        }

        var error = PlanUnmap(start, end, out var at, out var plan);
        if (error == Errno.None)
        {
            Unmap(at, ref plan);
        }

        return error;
    }

    /// <summary>Finds what a range takes away. On an error the kernel has split VMAs up to where it met it, and so has this.</summary>
    /// <param name="start">The range's first byte.</param>
    /// <param name="end">The byte after its last one.</param>
    /// <param name="first">The place of the first VMA that goes or shrinks, or of what lies behind the range.</param>
    /// <param name="plan">What is to be done there.</param>
    /// <returns>The error.</returns>
    private Errno PlanUnmap(ulong start, ulong end, out VmaPosition first, out Unmapping plan)
    {
        var at = _vmas.Seek(start);
        first = at;
        plan = new(start, end);
        while (_vmas.TryGet(at, out var vma) && vma.Start < end)
        {
            if (vma.Flags.TestAny(TFlags.Sealed) || (start > vma.Start && end < vma.End && MapCount >= _options.MaxMapCount))
            {
                return SplitForUnmap(start, end);
            }

            Include(ref plan, ref vma);
            if (vma.Start < start)
            {
                plan.HasBelow = true;
                ref var below = ref plan.Rest[plan.RestCount++];
                below = vma;
                below.End = start;
            }

            if (vma.End > end)
            {
                ref var above = ref plan.Rest[plan.RestCount++];
                From(in vma, end, out above);
                above.Id = vma.Start < start ? 0 : vma.Id;
            }

            if (vma.End >= end)
            {
                break;
            }

            _vmas.MoveNext(ref at);
        }

        return plan.RestCount > 0 && FailNextCommit?.Invoke() == true ? Errno.ENOMEM : Errno.None;
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

    /// <summary>Takes away what was found.</summary>
    /// <returns>The place of what lies behind the hole.</returns>
    private VmaPosition Unmap(VmaPosition at, ref Unmapping plan)
    {
        if (plan.Count == 0)
        {
            return at;
        }

        if (plan.Accounted != 0)
        {
            _machine.Uncommit(Page(plan.Accounted));
        }

        if (!_pages.IsEmpty)
        {
            ClearPages(at, plan);
        }

        at = Exchange(at, plan.Count, plan.Rest[..plan.RestCount]);
        if (plan.HasBelow)
        {
            _vmas.MoveNext(ref at);
        }

        if (!_pages.IsEmpty)
        {
            DropPageTables(plan.Start, plan.End);
        }

        return at;
    }

    private void ClearPages(VmaPosition at, in Unmapping plan)
    {
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
        /// <summary>The first byte that goes.</summary>
        public readonly ulong Start;

        /// <summary>The byte after the last one that goes.</summary>
        public readonly ulong End;

        /// <summary>How much of the range counts against the commit limit, in bytes.</summary>
        public ulong Accounted;

        /// <summary>The number of VMAs that go or shrink.</summary>
        public int Count;

        /// <summary>The number of VMAs that stay of these.</summary>
        public int RestCount;

        /// <summary>Whether the first of those lies below the range.</summary>
        public bool HasBelow;

        /// <summary>What stays: of the first VMA, and of the last.</summary>
        public Few Rest;

        /// <summary>Makes a plan for no VMA yet.</summary>
        public Unmapping(ulong start, ulong end)
        {
            Unsafe.SkipInit(out this);
            (Start, End) = (start, end);
            (Accounted, Count, RestCount, HasBelow) = (0, 0, 0, false);
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
