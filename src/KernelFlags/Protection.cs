namespace KernelFlags;

/// <summary>Access rights as mmap(2) and mprotect(2) take them (<c>PROT_</c>).</summary>
[Flags]
public enum Protection
{
    /// <summary>No access (<c>PROT_NONE</c>).</summary>
    None = 0,

    /// <summary>May be read (<c>PROT_READ</c>).</summary>
    Read = 1,

    /// <summary>May be written (<c>PROT_WRITE</c>).</summary>
    Write = 2,

    /// <summary>May be executed (<c>PROT_EXEC</c>).</summary>
    Exec = 4,

    /// <summary>May be used for atomic operations (<c>PROT_SEM</c>); changes nothing.</summary>
    Sem = 8,

    /// <summary>mprotect(2) reaches down to the start of a mapping that grows downwards (<c>PROT_GROWSDOWN</c>).</summary>
    GrowsDown = 0x0100_0000,

    /// <summary>mprotect(2) reaches up to the end of a mapping that grows upwards (<c>PROT_GROWSUP</c>).</summary>
    GrowsUp = 0x0200_0000,
}
