namespace KernelFlags.Live.Traces;

/// <summary>What an address space can be asked to do.</summary>
public enum TraceOp
{
    /// <summary>mmap(2).</summary>
    Mmap,

    /// <summary>munmap(2).</summary>
    Munmap,

    /// <summary>mprotect(2).</summary>
    Mprotect,

    /// <summary>madvise(2).</summary>
    Madvise,

    /// <summary>mlock(2).</summary>
    Mlock,

    /// <summary>mlock2(2).</summary>
    Mlock2,

    /// <summary>munlock(2).</summary>
    Munlock,

    /// <summary>mseal(2).</summary>
    Mseal,

    /// <summary>mremap(2).</summary>
    Mremap,

    /// <summary>prctl(2) with PR_SET_VMA_ANON_NAME.</summary>
    Name,

    /// <summary>ioctl_userfaultfd(2): UFFDIO_REGISTER.</summary>
    UffdRegister,

    /// <summary>ioctl_userfaultfd(2): UFFDIO_UNREGISTER.</summary>
    UffdUnregister,

    /// <summary>ioctl_userfaultfd(2): UFFDIO_WRITEPROTECT.</summary>
    UffdWriteProtect,

    /// <summary>One access to each page of a range, in order, up to the first that faults.</summary>
    Touch,

    /// <summary>fork(2).</summary>
    Fork,

    /// <summary>The process ends.</summary>
    Exit,

    /// <summary>brk(2).</summary>
    Brk,

    /// <summary>mbind(2).</summary>
    Mbind,
}

/// <summary>The signal that ended a touch.</summary>
public enum TraceSignal
{
    /// <summary>None.</summary>
    None,

    /// <summary>SIGSEGV.</summary>
    Segv,

    /// <summary>SIGBUS.</summary>
    Sigbus,
}

/// <summary>What came of an operation.</summary>
/// <param name="Errno">The error number; 0 when it succeeded.</param>
/// <param name="Value">What it returned: 0, or an address.</param>
/// <param name="Signal">The signal that ended a touch.</param>
/// <param name="SignalAddress">The address that was touched then.</param>
/// <param name="Hang">Whether the call never returned, and the address space was ended.</param>
public readonly record struct TraceOutcome(int Errno, ulong Value = 0, TraceSignal Signal = TraceSignal.None, ulong SignalAddress = 0, bool Hang = false)
{
    /// <summary>It succeeded and returned 0.</summary>
    public static TraceOutcome Success => default;

    /// <summary>It failed.</summary>
    /// <param name="errno">The error number.</param>
    /// <returns>The outcome.</returns>
    public static TraceOutcome Failure(int errno) => new(errno);
}

/// <summary>
/// An operation with its outcome. A reader fills one and the same object again and again. Numbers are the system call's own (x86-64):
/// <see cref="Protection"/>, <see cref="Flags"/>, <see cref="Advice"/>; addresses and lengths are in bytes.
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
    public int Protection { get; set; }

    /// <summary>MAP_ or MREMAP_ flags; MPOL_MF_ flags of mbind.</summary>
    public int Flags { get; set; }

    /// <summary>The file that is mapped; 0 for none.</summary>
    public int File { get; set; }

    /// <summary>The offset in the file.</summary>
    public ulong Offset { get; set; }

    /// <summary>The advice.</summary>
    public int Advice { get; set; }

    /// <summary>mlock2: only as pages are faulted in. Write-protection by a userfaultfd: on rather than off. Touch: write rather than read.</summary>
    public bool On { get; set; }

    /// <summary>mremap: the new length.</summary>
    public ulong NewLength { get; set; }

    /// <summary>mremap: the new address; null when none was given.</summary>
    public ulong? NewAddress { get; set; }

    /// <summary>The name of anonymous memory; null takes it away.</summary>
    public string? Name { get; set; }

    /// <summary>UFFDIO_REGISTER_MODE_ flags; the MPOL_ mode of mbind.</summary>
    public int Mode { get; set; }

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
        AddressSpace = Protection = Flags = File = Advice = Mode = Context = Child = 0;
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
        (Protection, Flags, File, Advice, Mode) = (other.Protection, other.Flags, other.File, other.Advice, other.Mode);
        (Nodes, Context, Child, On, Name) = (other.Nodes, other.Context, other.Child, other.On, other.Name);
        (HasOutcome, Outcome) = (other.HasOutcome, other.Outcome);
    }

    /// <summary>A copy that the reader does not fill again.</summary>
    /// <returns>The copy.</returns>
    public TraceOperation Copy() => (TraceOperation)MemberwiseClone();
}
