namespace KernelFlags.Live.Traces;

/// <summary>A range of addresses.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
public readonly record struct TraceRange(ulong Start, ulong End);

/// <summary>A VMA as smaps shows it (proc_pid_smaps(5)). Sizes are in bytes.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last.</param>
/// <param name="Perm">The four letters of maps: <c>rw-p</c>.</param>
/// <param name="Offset">The offset in the file.</param>
/// <param name="File">The file; 0 for anonymous memory, the shared kind too.</param>
/// <param name="VmFlags">The mnemonics of VmFlags, without a blank at the end.</param>
/// <param name="Name">The anonymous name; null without one.</param>
/// <param name="Rss">Pages that are present.</param>
/// <param name="Anonymous">Those of them that no file stands behind.</param>
/// <param name="Locked">Those of them that are locked; a page that n address spaces map counts 1/n.</param>
/// <param name="Huge">What a PMD maps.</param>
/// <param name="ProtectionKey">The protection key.</param>
public readonly record struct TraceVma(
    ulong Start,
    ulong End,
    string Perm,
    ulong Offset,
    int File,
    string VmFlags,
    string? Name,
    ulong Rss,
    ulong Anonymous,
    ulong Locked,
    ulong Huge = 0,
    int ProtectionKey = 0)
{
    /// <summary>Whether all but what pages are present is the same: start, end, perm, off, file, vmflags, name.</summary>
    /// <param name="other">The other.</param>
    /// <returns>True when it is.</returns>
    public bool SameArea(in TraceVma other) =>
        Start == other.Start && End == other.End && Offset == other.Offset && File == other.File
        && Perm == other.Perm && VmFlags == other.VmFlags && Name == other.Name;
}

/// <summary>What an address space looks like after an operation. A reader or an engine fills the same object again and again.</summary>
public sealed class TraceSnapshot
{
    /// <summary>The number of the operation.</summary>
    public long Number { get; set; }

    /// <summary>The address space.</summary>
    public int AddressSpace { get; set; }

    /// <summary>The VMAs, in address order.</summary>
    public List<TraceVma> Vmas { get; } = [];

    /// <summary>The pages in which a guard marker stands.</summary>
    public List<TraceRange> Guard { get; } = [];

    /// <summary>Whether the kernel can tell of guards.</summary>
    public bool HasGuard { get; set; }

    /// <summary>The pages that are present.</summary>
    public List<TraceRange> Present { get; } = [];

    /// <summary>The pages that a userfaultfd write-protects.</summary>
    public List<TraceRange> UffdWriteProtected { get; } = [];

    /// <summary>Forgets everything, so that the object can be filled again.</summary>
    public void Clear()
    {
        Number = 0;
        AddressSpace = 0;
        HasGuard = false;
        Vmas.Clear();
        Guard.Clear();
        Present.Clear();
        UffdWriteProtected.Clear();
    }
}
