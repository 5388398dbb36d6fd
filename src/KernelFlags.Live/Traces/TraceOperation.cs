using KernelFlags.Vma;

namespace KernelFlags.Live.Traces;

/// <summary>
/// An operation with its outcome. A reader fills one and the same object again and again. Words may have values that no enumerator names, as
/// in a call; addresses and lengths are in bytes.
/// </summary>
public sealed class TraceOperation
{
    /// <summary>Its number, from 1.</summary>
    public long Number { get; set; }

    /// <summary>What is done.</summary>
    public TraceOp Op { get; set; }

    /// <summary>The address space; 0 is the first.</summary>
    public int AddressSpace { get; set; }

    /// <summary>Where the range starts.</summary>
    public ulong Address { get; set; }

    /// <summary>The length of the range (mremap: the old one).</summary>
    public ulong Length { get; set; }

    /// <summary>PROT_READ, PROT_WRITE, PROT_EXEC.</summary>
    public Protection Protection { get; set; }

    /// <summary>mmap: MAP_ flags.</summary>
    public MapFlags MapFlags { get; set; }

    /// <summary>mremap: MREMAP_ flags.</summary>
    public RemapFlags RemapFlags { get; set; }

    /// <summary>The file that is mapped; 0 for none.</summary>
    public int File { get; set; }

    /// <summary>The offset in the file.</summary>
    public ulong Offset { get; set; }

    /// <summary>The advice.</summary>
    public Advice Advice { get; set; }

    /// <summary>mlock2: only as pages are faulted in. Write-protection by a userfaultfd: on rather than off. Touch: write rather than read.</summary>
    public bool On { get; set; }

    /// <summary>mremap: the new length.</summary>
    public ulong NewLength { get; set; }

    /// <summary>mremap: the new address; null when none was given.</summary>
    public ulong? NewAddress { get; set; }

    /// <summary>The name of anonymous memory; null takes it away.</summary>
    public string? Name { get; set; }

    /// <summary>UFFDIO_REGISTER_MODE_ flags.</summary>
    public UffdMode UffdMode { get; set; }

    /// <summary>mbind: the MPOL_ mode, with its MPOL_F_ flags.</summary>
    public int PolicyMode { get; set; }

    /// <summary>mbind: MPOL_MF_ flags.</summary>
    public int PolicyFlags { get; set; }

    /// <summary>mbind: the nodes, a bit each.</summary>
    public ulong Nodes { get; set; }

    /// <summary>Which userfaultfd.</summary>
    public int Context { get; set; }

    /// <summary>The number of the address space that a fork makes.</summary>
    public int Child { get; set; }

    /// <summary>Whether the line tells the outcome; a script's does not.</summary>
    public bool HasOutcome { get; set; }

    /// <summary>What came of it.</summary>
    public TraceOutcome Outcome { get; set; }

    /// <summary>Forgets everything, so that the object can be filled again.</summary>
    public void Clear()
    {
        Number = 0;
        Op = default;
        AddressSpace = File = PolicyMode = PolicyFlags = Context = Child = 0;
        (Protection, MapFlags, RemapFlags, Advice, UffdMode) = (default, default, default, default, default);
        Address = Length = Offset = NewLength = Nodes = 0;
        NewAddress = null;
        On = HasOutcome = false;
        Name = null;
        Outcome = default;
    }

    /// <summary>Becomes a copy of another operation.</summary>
    /// <param name="other">The other.</param>
    /// <param name="addressSpace">The address space that this one is for.</param>
    internal void CopyFrom(TraceOperation other, int addressSpace)
    {
        (Number, Op, AddressSpace) = (other.Number, other.Op, addressSpace);
        (Address, Length, Offset, NewLength, NewAddress) = (other.Address, other.Length, other.Offset, other.NewLength, other.NewAddress);
        (Protection, MapFlags, RemapFlags, File, Advice) = (other.Protection, other.MapFlags, other.RemapFlags, other.File, other.Advice);
        (UffdMode, PolicyMode, PolicyFlags) = (other.UffdMode, other.PolicyMode, other.PolicyFlags);
        (Nodes, Context, Child, On, Name) = (other.Nodes, other.Context, other.Child, other.On, other.Name);
        (HasOutcome, Outcome) = (other.HasOutcome, other.Outcome);
    }

    /// <summary>A copy that the reader does not fill again.</summary>
    /// <returns>The copy.</returns>
    public TraceOperation Copy() => (TraceOperation)MemberwiseClone();
}
