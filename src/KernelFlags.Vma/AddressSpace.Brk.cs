namespace KernelFlags.Vma;

/// <content>brk(2).</content>
public partial class AddressSpace<TFlags, TSync>
{
    private ulong _break;

    /// <summary>Sets the end of the heap (brk(2)).</summary>
    /// <param name="address">The new end in bytes; below the heap's start it only asks.</param>
    /// <returns>The end of the heap, which is the old one where the new one can't be had; never an error.</returns>
    public SyscallResult Brk(ulong address)
    {
        AddressRange locked = default;
        ulong end;
        using (BeginWrite())
        {
            end = SetBreak(address, ref locked);
        }

        PopulateMapped(locked.Start, locked.End, ignoreErrors: true);
        return SyscallResult.Success(end);
    }

    private ulong SetBreak(ulong address, ref AddressRange locked)
    {
        var (old, wanted) = (AlignUp(_break), AlignUp(address));
        if (address < _options.BreakStart || _options.BreakStart == 0)
        {
            return _break;
        }

        var done = wanted < old ? TryShrinkHeap(wanted, old)
            : wanted == old || TryGrowHeap(old, wanted, ref locked);
        _break = done ? address : _break;
        return _break;
    }

    /// <summary>What was unmapped from the heap in the meantime can't be given back once more.</summary>
    private bool TryShrinkHeap(ulong start, ulong end) =>
        _vmas.TryFindNext(start, out var first) && first.Start < end && Unmap(start, end) == Errno.None;

    private bool TryGrowHeap(ulong start, ulong end, ref AddressRange locked)
    {
        var flags = TFlags.Read | TFlags.Write | TFlags.MayRead | TFlags.MayWrite | TFlags.MayExec | TFlags.Account | _defaultFlags;
        if (end > _taskSize
            || !IsFreeWithGuardGaps(start, end + _machine.PageSize)
            || MapCount > _options.MaxMapCount
            || !TryCommitMemory(end - start))
        {
            return false;
        }

        var proposed = new VmaRecord<TFlags>(start, end, flags | _newMappingFlags, Page(start), attributes: 0);
        if (!Insert(_vmas.Seek(start), proposed, OutsideHeap(start), out _))
        {
            _machine.Uncommit(Page(end - start));
            return false;
        }

        locked = flags.TestAny(TFlags.Locked) ? new(start, end) : default;
        return true;
    }

    /// <summary>The VMA that ends where the heap starts: it is looked at by no brk, and so never merges with the heap's first pages.</summary>
    private int OutsideHeap(ulong end) =>
        end <= _options.BreakStart && end > 0 && _vmas.TryFind(end - 1, out var before) ? before.Id : 0;
}
