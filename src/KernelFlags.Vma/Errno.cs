using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Vma;

/// <summary>Why a system call failed, by the kernel's numbers (errno(3)). The names are the manual pages'.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "The kernel's names.")]
public enum Errno
{
    /// <summary>It did not fail.</summary>
    None = 0,

    /// <summary>Operation not permitted: the memory is sealed.</summary>
    EPERM = 1,

    /// <summary>No such registration.</summary>
    ENOENT = 2,

    /// <summary>Bad file descriptor: the operation needs a file, or anonymous memory.</summary>
    EBADF = 9,

    /// <summary>Resources are short for the moment.</summary>
    EAGAIN = 11,

    /// <summary>A hole in the range, too many mappings, or not enough memory.</summary>
    ENOMEM = 12,

    /// <summary>The file or the mapping does not allow the access.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Someone else holds the range.</summary>
    EBUSY = 16,

    /// <summary>Something is mapped there already.</summary>
    EEXIST = 17,

    /// <summary>The file can't be mapped.</summary>
    ENODEV = 19,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>The file system can't do it.</summary>
    ENOSPC = 28,

    /// <summary>The system call does not exist on this kernel.</summary>
    ENOSYS = 38,

    /// <summary>A page offset would wrap around.</summary>
    EOVERFLOW = 75,

    /// <summary>Not supported.</summary>
    EOPNOTSUPP = 95,
}
