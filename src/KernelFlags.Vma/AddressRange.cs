namespace KernelFlags.Vma;

/// <summary>A range of addresses, <c>[Start, End)</c>, in bytes.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last one.</param>
public readonly record struct AddressRange(ulong Start, ulong End)
{
    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;
}
