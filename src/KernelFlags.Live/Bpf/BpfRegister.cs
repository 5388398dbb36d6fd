namespace KernelFlags.Live.Bpf;

/// <summary>The registers of BPF (Documentation/bpf/standardization/instruction-set.rst).</summary>
internal enum BpfRegister
{
    /// <summary>What a call and the program return.</summary>
    R0,

    /// <summary>The first argument; where the program starts, its context.</summary>
    R1,

    /// <summary>The second argument.</summary>
    R2,

    /// <summary>The third argument.</summary>
    R3,

    /// <summary>The fourth argument.</summary>
    R4,

    /// <summary>The fifth argument.</summary>
    R5,

    /// <summary>Kept over calls, as the three after it.</summary>
    R6,

    /// <summary>Kept over calls.</summary>
    R7,

    /// <summary>Kept over calls.</summary>
    R8,

    /// <summary>Kept over calls.</summary>
    R9,

    /// <summary>The end of the stack, which nothing changes.</summary>
    Frame,
}
