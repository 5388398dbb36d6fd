namespace KernelFlags.Vma;

/// <content>The one way in which the VMAs change.</content>
public sealed partial class AddressSpace<TFlags>
{
    /// <summary>Asked before each commit: a test makes it answer true, and the commit fails as one without memory would.</summary>
    internal Func<bool>? FailNextCommit { get; set; }

    private bool Commit(ref VmaPosition at, int removed, ref VmaRecord<TFlags> first) =>
        Commit(ref at, removed, new Span<VmaRecord<TFlags>>(ref first));

    private bool Commit(ref VmaPosition at, int removed, ref VmaRecord<TFlags> first, ref VmaRecord<TFlags> second)
    {
        Triple records = default;
        (records[0], records[1]) = (first, second);
        var done = Commit(ref at, removed, records[..2]);
        (first, second) = (records[0], records[1]);
        return done;
    }

    private bool Commit(
        ref VmaPosition at, int removed, ref VmaRecord<TFlags> first, ref VmaRecord<TFlags> second, ref VmaRecord<TFlags> third)
    {
        Triple records = default;
        (records[0], records[1], records[2]) = (first, second, third);
        var done = Commit(ref at, removed, records);
        (first, second, third) = (records[0], records[1], records[2]);
        return done;
    }

    /// <summary>
    /// Replaces VMAs by others, or fails and changes nothing. The place becomes that of the first new one; the new ones get their identities.
    /// </summary>
    private bool Commit(ref VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        if (FailNextCommit?.Invoke() == true)
        {
            return false;
        }

        foreach (ref readonly var record in records)
        {
            _machine.AnonVmas.Acquire(record.AnonVma);
        }

        var gone = at;
        for (var i = 0; i < removed; i++, _vmas.MoveNext(ref gone))
        {
            _vmas.TryGet(gone, out var record);
            _machine.AnonVmas.Release(record.AnonVma);
        }

        at = _vmas.Splice(at, removed, records);
        var came = at;
        foreach (ref var record in records)
        {
            _vmas.TryGet(came, out record);
            _vmas.MoveNext(ref came);
        }

        SplitHugePagesAtBorders(records);
        return true;
    }

    /// <summary>Gives a VMA other contents in its place; this can't fail.</summary>
    private void Replace(VmaPosition at, ref VmaRecord<TFlags> vma)
    {
        _vmas.TryGet(at, out var old);
        _machine.AnonVmas.Acquire(vma.AnonVma);
        _machine.AnonVmas.Release(old.AnonVma);
        at = _vmas.Splice(at, 1, new ReadOnlySpan<VmaRecord<TFlags>>(ref vma));
        _vmas.TryGet(at, out vma);
    }

    [System.Runtime.CompilerServices.InlineArray(3)]
    private struct Triple
    {
        private VmaRecord<TFlags> _first;
    }
}
