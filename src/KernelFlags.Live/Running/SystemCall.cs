namespace KernelFlags.Live.Running;

/// <summary>System calls, by number (x86-64).</summary>
internal enum SystemCall
{
    Close = 3,
    Mmap = 9,
    Mprotect = 10,
    Munmap = 11,
    Brk = 12,
    RtSigaction = 13,
    Ioctl = 16,
    Mremap = 25,
    Madvise = 28,
    Fork = 57,
    Mlock = 149,
    Munlock = 150,
    Prctl = 157,
    Mbind = 237,
    Userfaultfd = 323,
    Mlock2 = 325,
    PkeyMprotect = 329,
    PkeyAlloc = 330,
    Mseal = 462,
}
