namespace KernelFlags.Live.Traces;

/// <summary>The names of the format that no definitions have, each in one table; <see cref="SystemCallWords"/> has the others.</summary>
internal static class TraceNames
{
    public static NameTable Policies { get; } = new("DEFAULT", "PREFERRED", "BIND", "INTERLEAVE", "LOCAL", "PREFERRED_MANY", "WEIGHTED_INTERLEAVE");

    public static NameTable PolicyBits { get; } = new(("STRICT", 1), ("MOVE", 2), ("MOVE_ALL", 4));

    public static NameTable Errors { get; } = new(
        ("EPERM", 1), ("ENOENT", 2), ("ESRCH", 3), ("EINTR", 4), ("EIO", 5), ("ENXIO", 6), ("E2BIG", 7), ("EBADF", 9), ("EAGAIN", 11),
        ("ENOMEM", 12), ("EACCES", 13), ("EFAULT", 14), ("EBUSY", 16), ("EEXIST", 17), ("ENODEV", 19), ("EINVAL", 22), ("ENFILE", 23),
        ("EMFILE", 24), ("ETXTBSY", 26), ("ENOSPC", 28), ("ERANGE", 34), ("ENOSYS", 38), ("EOVERFLOW", 75), ("EOPNOTSUPP", 95),
        ("EHWPOISON", 133));
}
