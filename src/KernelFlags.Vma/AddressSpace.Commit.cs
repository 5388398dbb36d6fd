namespace KernelFlags.Vma;

/// <content>The one way in which the VMAs change.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Asked before each commit: a test makes it answer true, and the commit fails as one without memory would.</summary>
    internal Func<bool>? FailNextCommit { get; set; }

    /// <summary>Whether the next commit can't fail, since what it needs was had before something else was done that can't be undone.</summary>
    private bool _isPrepared;

    /// <summary>Sees to it that the next commit can't fail.</summary>
    /// <returns>False where that can't be had.</returns>
    private bool Prepare() => _isPrepared = FailNextCommit?.Invoke() != true;

    private VmaPosition Commit(VmaPosition at, int removed, ref VmaRecord<TFlags> first) =>
        Commit(at, removed, new Span<VmaRecord<TFlags>>(ref first));

    /// <summary>Replaces VMAs by others, or fails and changes nothing. The new ones get their identities.</summary>
    /// <returns>The place of the first new one, or of what follows; none when it failed.</returns>
    private VmaPosition Commit(VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        if (!_isPrepared && FailNextCommit?.Invoke() == true)
        {
            return default;
        }

        _isPrepared = false;
        return Exchange(at, removed, records);
    }

    /// <summary>Replaces VMAs by others; this can't fail. Those that go and those that come are locked until the write section ends.</summary>
    /// <returns>The place of the first new one, or of what follows.</returns>
    private VmaPosition Exchange(VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        if (!_locks.IsWriting)
        {
            throw new InvalidOperationException("VMAs change only under the mmap lock, held for writing.");
        }

        if (_locks.LocksVmas)
        {
            LockExchanged(at, removed, records);
        }

        if (!_machine.AnonVmas.AreNone)
        {
            CountAnonVmas(at, removed, records);
        }

        at = _vmas.Splice(at, removed, records);
        if (_pages.HasHuge)
        {
            SplitHugePagesAtBorders(records);
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
            _machine.AnonVmas.Acquire(record.AnonVma);
        }

        for (var i = 0; i < removed; i++, _vmas.MoveNext(ref at))
        {
            _machine.AnonVmas.Release(_vmas.AnonVmaAt(at));
        }
    }

    /// <summary>Gives a VMA other contents in its place; this can't fail.</summary>
    private void Replace(VmaPosition at, ref VmaRecord<TFlags> vma) => Exchange(at, 1, new Span<VmaRecord<TFlags>>(ref vma));

    /// <summary>Room for what one change puts into the tree: what stays below, the range, what stays above.</summary>
    [System.Runtime.CompilerServices.InlineArray(3)]
    private struct Few
    {
        private VmaRecord<TFlags> _first;
    }
}
