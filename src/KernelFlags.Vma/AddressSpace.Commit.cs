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

        Exchange(ref at, removed, records);
        return true;
    }

    /// <summary>Replaces VMAs by others; this can't fail.</summary>
    private void Exchange(ref VmaPosition at, int removed, Span<VmaRecord<TFlags>> records)
    {
        foreach (ref readonly var record in records)
        {
            _machine.AnonVmas.Acquire(record.AnonVma);
        }

        var gone = at;
        for (var i = 0; i < removed; i++, _vmas.MoveNext(ref gone))
        {
            _machine.AnonVmas.Release(_vmas.AnonVmaAt(gone));
        }

        at = _vmas.Splice(at, removed, records);
        SplitHugePagesAtBorders(records);
    }

    /// <summary>Gives a VMA other contents in its place; this can't fail.</summary>
    private void Replace(VmaPosition at, ref VmaRecord<TFlags> vma)
    {
        Exchange(ref at, 1, new Span<VmaRecord<TFlags>>(ref vma));
    }

    [System.Runtime.CompilerServices.InlineArray(3)]
    private struct Triple
    {
        private VmaRecord<TFlags> _first;
    }
}
