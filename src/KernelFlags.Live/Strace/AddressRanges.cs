using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>A set of addresses.</summary>
internal sealed class AddressRanges
{
    private readonly List<AddressRange> _ranges = [];

    public bool IsEmpty => _ranges.Count == 0;

    public AddressRanges Copy()
    {
        var copy = new AddressRanges();
        copy._ranges.AddRange(_ranges);
        return copy;
    }

    public bool Overlaps(ulong start, ulong end) => _ranges.Exists(r => r.Start < end && start < r.End);

    public bool Contains(ulong address) => Overlaps(address, address + 1);

    public void Add(ulong start, ulong end)
    {
        Remove(start, end);
        if (start < end)
        {
            _ranges.Add(new(start, end));
        }
    }

    public void Remove(ulong start, ulong end)
    {
        foreach (var range in _ranges.FindAll(r => r.Start < end && start < r.End))
        {
            _ranges.Remove(range);
            if (range.Start < start)
            {
                _ranges.Add(range with { End = start });
            }

            if (end < range.End)
            {
                _ranges.Add(range with { Start = end });
            }
        }
    }

    /// <summary>The range that begins at an address, which is taken out.</summary>
    public AddressRange? TakeAt(ulong start)
    {
        var index = _ranges.FindIndex(r => r.Start == start);
        if (index < 0)
        {
            return null;
        }

        var range = _ranges[index];
        _ranges.RemoveAt(index);
        return range;
    }

    /// <summary>Every address at which the set begins or ends.</summary>
    public IEnumerable<ulong> Borders => _ranges.SelectMany(r => new[] { r.Start, r.End });
}
