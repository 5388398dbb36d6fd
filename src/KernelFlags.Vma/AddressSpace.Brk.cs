namespace KernelFlags.Vma;

/// <content>brk(2).</content>
public sealed partial class AddressSpace<TFlags>
{
    private ulong _break;

    /// <summary>Sets the end of the heap (brk(2)).</summary>
    /// <param name="address">The new end in bytes; below the heap's start it only asks.</param>
    /// <returns>The end of the heap, which is the old one where the new one can't be had; never an error.</returns>
    public SyscallResult Brk(ulong address)
    {
        var (old, wanted) = (AlignUp(_break), AlignUp(address));
        if (address < _options.BreakStart || _options.BreakStart == 0)
        {
            return SyscallResult.Success(_break);
        }

        var done = wanted < old ? Unmap(wanted, old) == Errno.None
            : wanted == old || TryGrowHeap(old, wanted);
        _break = done ? address : _break;
        return SyscallResult.Success(_break);
    }

    private bool TryGrowHeap(ulong start, ulong end)
    {
        var flags = TFlags.Read | TFlags.Write | TFlags.MayRead | TFlags.MayWrite | TFlags.MayExec | TFlags.Account | DefaultFlags;
        if (end > _options.TaskSize
            || !IsFreeWithGuardGaps(start, end + _machine.PageSize)
            || MapCount > _options.MaxMapCount
            || !TryCommitMemory(end - start))
        {
            return false;
        }

        var proposed = new VmaRecord<TFlags> { Start = start, End = end, Flags = flags | _newMappingFlags, PageOffset = Page(start) };
        if (!Insert(proposed, kept: 0, out _))
        {
            _machine.Uncommit(Page(end - start));
            return false;
        }

        if (flags.TestAny(TFlags.Locked))
        {
            PopulateMapped(start, end, ignoreErrors: true);
        }

        return true;
    }
}
