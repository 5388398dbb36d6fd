namespace KernelFlags;

/// <summary>Access rights of a segment of an ELF file (<c>PF_</c>, elf(5)).</summary>
[Flags]
public enum SegmentFlags
{
    /// <summary>No access.</summary>
    None = 0,

    /// <summary>May be executed (<c>PF_X</c>).</summary>
    Exec = 1,

    /// <summary>May be written (<c>PF_W</c>).</summary>
    Write = 2,

    /// <summary>May be read (<c>PF_R</c>).</summary>
    Read = 4,
}
