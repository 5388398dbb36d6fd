using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <summary>What a VMA has beside its range, flags and <c>anon_vma</c>; interned, so that a VMA keeps a number.</summary>
/// <param name="File">The file.</param>
/// <param name="HasCloseHook">Whether it must be told when it goes away.</param>
/// <param name="Name">The name of anonymous memory.</param>
/// <param name="Policy">The memory policy.</param>
/// <param name="Uffd">The userfaultfd.</param>
internal sealed record VmaAttributes(VmaFile? File, bool HasCloseHook, string? Name, MemoryPolicy? Policy, Userfaultfd? Uffd)
{
    public static VmaAttributes Plain { get; } = new(null, false, null, null, null);

    /// <summary>Whether its pages are private anonymous memory, as against a file's.</summary>
    public bool IsAnonymous => File is null;
}

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

    /// <summary>One above the largest number.</summary>
    public int End => _end;

    public VmaAttributes this[int number] => Volatile.Read(ref Volatile.Read(ref _entries)[number]);

    /// <summary>The number of attributes, a new one if they were never met.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <returns>The number.</returns>
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
    /// <returns>The contents of files that no VMA maps any more.</returns>
    public HashSet<PageCache> Keep(ReadOnlySpan<bool> isUsed, int vmas)
    {
        var unmapped = new HashSet<PageCache>();
        for (var number = 1; number < _end; number++)
        {
            // What a free number stands for is the first one's.
            if (!isUsed[number] && !ReferenceEquals(_entries[number], VmaAttributes.Plain))
            {
                _numbers.Remove(_entries[number]);
                if (_entries[number].File is { } file)
                {
                    unmapped.Add(file.Pages);
                }

                Volatile.Write(ref _entries[number], VmaAttributes.Plain);
                _free.Push(number);
            }
        }

        foreach (var attributes in _numbers.Keys)
        {
            if (attributes.File is { } file)
            {
                unmapped.Remove(file.Pages);
            }
        }

        IsCrowded = false;
        _crowdedAt = _numbers.Count + Math.Max(FewUnused, Math.Max(_numbers.Count, vmas / 4));
        return unmapped;
    }

    /// <summary>Whether two differ at most in the close hook, which decides what a merge may delete but not whether two belong together.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they do.</returns>
    public bool SameForMerge(int left, int right) => left == right || Compare(this[left], this[right]) == MergeReason.None;

    /// <summary>The first attribute that keeps two VMAs apart.</summary>
    /// <param name="left">Those of one.</param>
    /// <param name="right">Those of the other.</param>
    /// <returns>The reason; none when they belong together.</returns>
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
