using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Locks;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas;

/// <summary>Is told where the borders of VMAs come to lie, as what lies across one may have to be split.</summary>
internal interface IBorderWatch<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    /// <summary>VMAs came to lie where they do now. The mmap lock is held for writing.</summary>
    void BordersMoved(ReadOnlySpan<VmaRecord<TFlags>> vmas);
}

/// <summary>
/// Changes the VMAs of an address space. Whoever calls holds the mmap lock for writing. A change that can't be made changes nothing, and
/// its place is none (<see cref="VmaPosition.IsNone"/>): the only way to fail.
/// </summary>
/// <param name="capabilities">What the kernel does.</param>
/// <param name="limit">How many VMAs there may be before none is split any more.</param>
/// <param name="borders">Who is told of borders.</param>
internal sealed partial class VmaWriter<TFlags, TSync>(
    VmaMap<TFlags, TSync> map, KernelCapabilities capabilities, int limit, IBorderWatch<TFlags> borders)
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly VmaStore<TFlags, TSync> _vmas = map.Store;
    private readonly SpaceLocks<TSync> _locks = map.Locks;
    private readonly AttributeTable _attributes = map.Attributes;
    private readonly AnonVmas _anonVmas = map.AnonVmas;
    private readonly int _pageShift = map.PageShift;

    /// <summary>Whether the next commit can't fail, since what it needs was had before something else was done that can't be undone.</summary>
    private bool _isPrepared;

    /// <summary>Asked before each commit: a test makes it answer true, and the commit fails as one without memory would.</summary>
    public Func<bool>? FailNextCommit { get; set; }

    /// <summary>Sees to it that the next commit can't fail.</summary>
    /// <returns>False where that can't be had.</returns>
    public bool Prepare() => _isPrepared = !IsCommitMadeToFail();

    /// <summary>Whether a test wants what needs memory to fail now.</summary>
    public bool IsCommitMadeToFail() => FailNextCommit?.Invoke() == true;

    /// <summary>Locks a VMA for writing until the mmap lock is released, and sees what could be set of it until then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StartWrite(ref VmaRecord<TFlags> vma)
    {
        if (_locks.LocksVmas)
        {
            _locks.StartWrite(vma.Id);
            _vmas.AddPending(ref vma);
        }
    }

    /// <summary>Replaces VMAs by others. The new ones get their identities.</summary>
    /// <returns>The place of the first new one, or of what follows; none when it can't be made.</returns>
    public VmaPosition Commit(VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        if (!_isPrepared && IsCommitMadeToFail())
        {
            return default;
        }

        _isPrepared = false;
        return Exchange(at, removed, records);
    }

    /// <summary>Replaces VMAs by others; this can't fail. Those that go and those that come are locked until the write section ends.</summary>
    /// <returns>The place of the first new one, or of what follows.</returns>
    public VmaPosition Exchange(VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        if (!_locks.IsWriting)
        {
            throw new InvalidOperationException("VMAs change only under the mmap lock, held for writing.");
        }

        if (_locks.LocksVmas)
        {
            LockExchanged(at, removed, records);
        }

        if (!_anonVmas.AreNone)
        {
            CountAnonVmas(at, removed, records);
        }

        at = _vmas.Splice(at, removed, records);
        borders.BordersMoved(records);
        return at;
    }

    /// <summary>Gives a VMA other contents in its place; this can't fail.</summary>
    public void Replace(VmaPosition at, ref VmaRecord<TFlags> vma) => Exchange(at, 1, new Span<VmaRecord<TFlags>>(ref vma));

    /// <summary>Splits a VMA in two that are alike. The lower part keeps the identity.</summary>
    /// <param name="vma">The VMA; afterwards the upper part.</param>
    /// <param name="address">Where the upper part begins.</param>
    /// <returns>The place of the upper part; none when it can't be made.</returns>
    public VmaPosition SplitAt(VmaPosition at, ref VmaRecord<TFlags> vma, ulong address)
    {
        StartWrite(ref vma);
        Few<TFlags> records = default;
        records[0] = vma with { End = address };
        From(in vma, address, out records[1]);
        records[1].Id = 0;
        var first = Commit(at, 1, records[..2]);
        return first.IsNone ? first : MoveToLast(first, 2, ref vma, in records[1]);
    }

    /// <summary>A VMA without what lies before an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void From(in VmaRecord<TFlags> vma, ulong address, out VmaRecord<TFlags> rest)
    {
        Unsafe.SkipInit(out rest);
        rest.Body.Start = address;
        rest.Body.Flags = vma.Flags;
        rest.Body.PageOffset = vma.PageOffsetAt(address, _pageShift);
        rest.Body.Id = vma.Id;
        rest.Body.AnonVma = vma.AnonVma;
        rest.End = vma.End;
        rest.Attributes = vma.Attributes;
    }

    /// <summary>Splits the range off and gives it what is proposed.</summary>
    private VmaPosition Split(VmaPosition at, ref VmaRecord<TFlags> vma, in VmaRecord<TFlags> proposed)
    {
        var hasBelow = proposed.Start > vma.Start;
        var hasAbove = proposed.End < vma.End;
        var room = limit - _vmas.Count;
        if (room < (hasBelow ? 1 : 0) + (hasAbove ? 1 : 0))
        {
            // The range is split off at its start first: where only the second split lacks room, the first one stays.
            if (hasBelow && room > 0)
            {
                SplitAt(at, ref vma, proposed.Start);
            }

            return default;
        }

        Unsafe.SkipInit(out Few<TFlags> records);
        var count = 0;
        if (hasBelow)
        {
            ref var below = ref records[count++];
            below = vma;
            below.End = proposed.Start;
            below.Id = 0;
        }

        var middleCount = count + 1;
        ref var middle = ref records[count++];
        middle.SetFresh(in proposed);
        middle.Id = vma.Id;
        middle.AnonVma = vma.AnonVma;
        if (hasAbove)
        {
            ref var above = ref records[count++];
            From(in vma, proposed.End, out above);
            above.Id = 0;
        }

        at = Commit(at, 1, records[..count]);
        return at.IsNone ? at : MoveToLast(at, middleCount, ref vma, in middle);
    }

    /// <summary>Goes from the first of some VMAs that came to the last one, which holds the range that was changed.</summary>
    private VmaPosition MoveToLast(VmaPosition at, int count, ref VmaRecord<TFlags> vma, ref readonly VmaRecord<TFlags> last)
    {
        vma.SetFresh(in last);
        if (count > 1)
        {
            _vmas.MoveNext(ref at);
        }

        return at;
    }

    private void LockExchanged(VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        foreach (ref var record in records)
        {
            record.Id = record.Id != 0 ? record.Id : _vmas.NewId();
            _locks.StartWrite(record.Id);
        }

        for (var i = 0; i < removed; i++, _vmas.MoveNext(ref at))
        {
            _locks.StartWrite(_vmas.IdAt(at));
        }
    }

    private void CountAnonVmas(VmaPosition at, int removed, ReadOnlySpan<VmaRecord<TFlags>> records)
    {
        foreach (ref readonly var record in records)
        {
            _anonVmas.Acquire(record.AnonVma);
        }

        for (var i = 0; i < removed; i++, _vmas.MoveNext(ref at))
        {
            _anonVmas.Release(_vmas.AnonVmaAt(at));
        }
    }
}
