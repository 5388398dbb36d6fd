namespace KernelFlags.Live.Bpf;

/// <summary>The words of 64 bits that are read of each VMA, in the order in which they are written.</summary>
internal enum VmaWord
{
    Start,
    End,
    Flags,
    PageOffset,
    AnonPageOffset,
    AnonVma,
    ChainNext,
    ChainPrevious,
    File,
    Userfaultfd,
    AnonName,
    Close,
    Policy,
    Count,
}
