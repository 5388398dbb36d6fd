namespace KernelFlags.Live.Traces;

/// <summary>The names of the format and the numbers of the system calls, each in one table.</summary>
internal static class TraceNames
{
    public static NameTable Ops { get; } = new(
        "mmap", "munmap", "mprotect", "madvise", "mlock", "mlock2", "munlock", "mseal", "mremap", "name", "uffd_register",
        "uffd_unregister", "uffd_wp", "touch", "fork", "exit", "brk", "mbind");

    public static NameTable Advice { get; } = new(
        ("NORMAL", 0), ("RANDOM", 1), ("SEQUENTIAL", 2), ("WILLNEED", 3), ("DONTNEED", 4), ("FREE", 8), ("REMOVE", 9), ("DONTFORK", 10),
        ("DOFORK", 11), ("MERGEABLE", 12), ("UNMERGEABLE", 13), ("HUGEPAGE", 14), ("NOHUGEPAGE", 15), ("DONTDUMP", 16), ("DODUMP", 17),
        ("WIPEONFORK", 18), ("KEEPONFORK", 19), ("COLD", 20), ("PAGEOUT", 21), ("POPULATE_READ", 22), ("POPULATE_WRITE", 23),
        ("DONTNEED_LOCKED", 24), ("COLLAPSE", 25), ("HWPOISON", 100), ("SOFT_OFFLINE", 101), ("GUARD_INSTALL", 102), ("GUARD_REMOVE", 103));

    /// <summary>The types of a mapping: the low four bits of mmap's flags, of which one is given.</summary>
    public static NameTable MapTypes { get; } = new(("SHARED", 1), ("PRIVATE", 2), ("SHARED_VALIDATE", 3), ("DROPPABLE", 8));

    public static NameTable MapBits { get; } = new(
        ("FIXED", 0x10), ("ANONYMOUS", 0x20), ("32BIT", 0x40), ("ABOVE4G", 0x80), ("GROWSDOWN", 0x100), ("DENYWRITE", 0x800),
        ("EXECUTABLE", 0x1000), ("LOCKED", 0x2000), ("NORESERVE", 0x4000), ("POPULATE", 0x8000), ("NONBLOCK", 0x10000), ("STACK", 0x20000),
        ("HUGETLB", 0x40000), ("SYNC", 0x80000), ("FIXED_NOREPLACE", 0x100000));

    public static NameTable RemapBits { get; } = new(("MAYMOVE", 1), ("FIXED", 2), ("DONTUNMAP", 4));

    public static NameTable UffdModes { get; } = new(("MISSING", 1), ("WP", 2), ("MINOR", 4), ("RWP", 8));

    /// <summary>UFFD_FEATURE_, those that the recorder asks for.</summary>
    public static NameTable UffdFeatures { get; } = new(
        ("PAGEFAULT_FLAG_WP", 1 << 0), ("SIGBUS", 1 << 7), ("MINOR_SHMEM", 1 << 10), ("WP_HUGETLBFS_SHMEM", 1 << 12),
        ("WP_UNPOPULATED", 1 << 13), ("WP_ASYNC", 1 << 15));

    public static NameTable Policies { get; } = new("DEFAULT", "PREFERRED", "BIND", "INTERLEAVE", "LOCAL", "PREFERRED_MANY", "WEIGHTED_INTERLEAVE");

    public static NameTable PolicyBits { get; } = new(("STRICT", 1), ("MOVE", 2), ("MOVE_ALL", 4));

    public static NameTable Errors { get; } = new(
        ("EPERM", 1), ("ENOENT", 2), ("ESRCH", 3), ("EINTR", 4), ("EIO", 5), ("ENXIO", 6), ("E2BIG", 7), ("EBADF", 9), ("EAGAIN", 11),
        ("ENOMEM", 12), ("EACCES", 13), ("EFAULT", 14), ("EBUSY", 16), ("EEXIST", 17), ("ENODEV", 19), ("EINVAL", 22), ("ENFILE", 23),
        ("EMFILE", 24), ("ETXTBSY", 26), ("ENOSPC", 28), ("ERANGE", 34), ("ENOSYS", 38), ("EOVERFLOW", 75), ("EOPNOTSUPP", 95),
        ("EHWPOISON", 133));
}

/// <summary>What follows from the kind of an operation.</summary>
internal static class TraceOpExtensions
{
    /// <summary>Whether it returns an address, which is written as one.</summary>
    public static bool ReturnsAddress(this TraceOp op) => op is TraceOp.Mmap or TraceOp.Mremap or TraceOp.Brk;
}

/// <summary>Names of numbers, found by their UTF-8 bytes without allocation.</summary>
internal sealed class NameTable
{
    private readonly byte[][] _utf8;
    private readonly string[] _names;
    private readonly int[] _values;
    private readonly sbyte[] _firstByHash = new sbyte[64];
    private readonly sbyte[] _next;

    public NameTable(params string[] names)
        : this([.. names.Select((name, value) => (name, value))])
    {
    }

    public NameTable(params (string Name, int Value)[] rows)
    {
        _names = [.. rows.Select(r => r.Name)];
        _values = [.. rows.Select(r => r.Value)];
        _utf8 = [.. _names.Select(System.Text.Encoding.ASCII.GetBytes)];
        _next = new sbyte[rows.Length];
        Array.Fill(_firstByHash, (sbyte)-1);
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            var hash = Hash(_utf8[i]);
            _next[i] = _firstByHash[hash];
            _firstByHash[hash] = (sbyte)i;
        }
    }

    /// <summary>The rows, in order.</summary>
    public int Count => _names.Length;

    public IEnumerable<string> Names => _names;

    public string NameAt(int row) => _names[row];

    public int ValueAt(int row) => _values[row];

    public bool TryGetValue(ReadOnlySpan<byte> name, out int value)
    {
        for (int i = name.IsEmpty ? -1 : _firstByHash[Hash(name)]; i >= 0; i = _next[i])
        {
            if (name.SequenceEqual(_utf8[i]))
            {
                value = _values[i];
                return true;
            }
        }

        value = 0;
        return false;
    }

    public string? NameOf(int value)
    {
        var row = Array.IndexOf(_values, value);
        return row < 0 ? null : _names[row];
    }

    /// <summary>The names of the bits of a set, in the order of the rows.</summary>
    public IReadOnlyList<string> NamesOf(ulong set) => [.. _names.Where((_, row) => (set & (uint)_values[row]) != 0)];

    private static int Hash(ReadOnlySpan<byte> name) => (name[0] * 3 + name[^1] * 5 + name.Length * 7) & 63;
}
