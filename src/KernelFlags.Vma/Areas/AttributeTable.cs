using System.Runtime.CompilerServices;

namespace KernelFlags.Vma.Areas;

/// <summary>
/// The attributes that VMAs of an address space have, by number; 0 is plain anonymous memory. Only a writer changes it. A number is used
/// again once no VMA has it: who reads one without a lock must look whether the VMA is still there after it read what the number stands for.
/// </summary>
internal sealed class AttributeTable
{
    /// <summary>So many that no VMA has may be kept, whatever there is: it is not worth while to look for fewer.</summary>
    private const int FewUnused = 64;

    private readonly Dictionary<VmaAttributes, int> _numbers;
    private readonly Stack<int> _free;
    private VmaAttributes[] _entries;
    private int _end;
    private int _crowdedAt;

    public AttributeTable()
    {
        _entries = [VmaAttributes.Plain];
        _numbers = new() { [VmaAttributes.Plain] = 0 };
        _free = new();
        _end = 1;
        _crowdedAt = FewUnused;
    }

    private AttributeTable(AttributeTable other)
    {
        _entries = other._entries.AsSpan().ToArray();
        _numbers = new(other._numbers);
        _free = new(other._free);
        _end = other._end;
        _crowdedAt = other._crowdedAt;
        IsCrowded = other.IsCrowded;
    }

    /// <summary>How many there are.</summary>
    public int Count => _numbers.Count;

    /// <summary>Whether there are so many more than before that <see cref="Keep"/> is worth while.</summary>
    public bool IsCrowded { get; private set; }

    /// <summary>The files of all attributes.</summary>
    public IEnumerable<VmaFile> Files => _numbers.Keys.Select(a => a.File).OfType<VmaFile>();

    /// <summary>One above the largest number.</summary>
    public int End => _end;

    public VmaAttributes this[int number] => Volatile.Read(ref Volatile.Read(ref _entries)[number]);

    /// <summary>The number of attributes, a new one if they were never met.</summary>
    public int Number(VmaAttributes attributes)
    {
        if (_numbers.TryGetValue(attributes, out var known))
        {
            return known;
        }

        if (!_free.TryPop(out var number))
        {
            if (_end == _entries.Length)
            {
                var larger = new VmaAttributes[2 * _end];
                _entries.CopyTo(larger, 0);
                Volatile.Write(ref _entries, larger);
            }

            number = _end++;
        }

        Volatile.Write(ref _entries[number], attributes);
        _numbers.Add(attributes, number);
        IsCrowded = _numbers.Count > _crowdedAt;
        return number;
    }

    /// <summary>Forgets attributes that no VMA has.</summary>
    /// <param name="isUsed">Of each number below <see cref="End"/> whether a VMA has it.</param>
    /// <param name="vmas">How many VMAs there are: they were looked at for this, so there must be something for it the next time, too.</param>
    /// <returns>The files of what was forgotten.</returns>
    public IReadOnlyList<VmaFile> Keep(ReadOnlySpan<bool> isUsed, int vmas)
    {
        var forgotten = new List<VmaFile>();
        for (var number = 1; number < _end; number++)
        {
            // What a free number stands for is the first one's.
            if (!isUsed[number] && !ReferenceEquals(_entries[number], VmaAttributes.Plain))
            {
                _numbers.Remove(_entries[number]);
                if (_entries[number].File is { } file)
                {
                    forgotten.Add(file);
                }

                Volatile.Write(ref _entries[number], VmaAttributes.Plain);
                _free.Push(number);
            }
        }

        IsCrowded = false;
        _crowdedAt = _numbers.Count + Math.Max(FewUnused, Math.Max(_numbers.Count, vmas / 4));
        return forgotten;
    }

    /// <summary>The first attribute that keeps two VMAs apart; the close hook is none: it decides what a merge may do away with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MergeReason Compare(int left, int right) => left == right ? MergeReason.None : Compare(this[left], this[right]);

    /// <inheritdoc cref="Compare(int, int)"/>
    public static MergeReason Compare(VmaAttributes left, VmaAttributes right)
    {
        if (left.Policy != right.Policy)
        {
            return MergeReason.Policy;
        }

        if (left.File != right.File)
        {
            return MergeReason.File;
        }

        if (left.Uffd != right.Uffd)
        {
            return MergeReason.Userfaultfd;
        }

        return left.Name == right.Name ? MergeReason.None : MergeReason.Name;
    }

    public AttributeTable Clone() => new(this);
}
