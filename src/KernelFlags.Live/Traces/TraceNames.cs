namespace KernelFlags.Live.Traces;

/// <summary>The names of the format that no definitions have, each in one table; <see cref="SystemCallWords"/> has the others.</summary>
internal static class TraceNames
{
    public static NameTable Ops { get; } = new(
        "mmap", "munmap", "mprotect", "madvise", "mlock", "mlock2", "munlock", "mseal", "mremap", "name", "uffd_register",
        "uffd_unregister", "uffd_wp", "touch", "fork", "exit", "brk", "mbind");

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
