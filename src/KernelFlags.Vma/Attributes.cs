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

/// <summary>The attributes that an address space has met, by number; 0 is plain anonymous memory.</summary>
internal sealed class AttributeTable
{
    private readonly Gate _gate = new();
    private readonly Dictionary<VmaAttributes, int> _numbers;
    private VmaAttributes[] _entries;
    private int _count;

    public AttributeTable()
    {
        _entries = [VmaAttributes.Plain];
        _numbers = new() { [VmaAttributes.Plain] = 0 };
        _count = 1;
    }

    private AttributeTable(AttributeTable other)
    {
        _entries = other._entries.AsSpan().ToArray();
        _numbers = new(other._numbers);
        _count = other._count;
    }

    public VmaAttributes this[int number] => Volatile.Read(ref _entries)[number];

    /// <summary>The number of attributes, a new one if they were never met.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <returns>The number.</returns>
    public int Number(VmaAttributes attributes)
    {
        // Who only explains why two VMAs are two may ask beside a writer.
        lock (_gate)
        {
            if (_numbers.TryGetValue(attributes, out var number))
            {
                return number;
            }

            if (_count == _entries.Length)
            {
                var larger = new VmaAttributes[2 * _count];
                _entries.CopyTo(larger, 0);
                Volatile.Write(ref _entries, larger);
            }

            _entries[_count] = attributes;
            _numbers.Add(attributes, _count);
            return _count++;
        }
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
