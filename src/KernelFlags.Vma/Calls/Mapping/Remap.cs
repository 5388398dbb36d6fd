namespace KernelFlags.Vma.Calls.Mapping;

/// <summary>What mremap(2) was asked for; it changes on the way from one VMA to the next.</summary>
internal struct Remap
{
    public ulong Address;
    public ulong OldLength;
    public ulong NewLength;
    public ulong NewAddress;
    public RemapFlags Flags;

    public readonly bool IsFixed => (Flags & RemapFlags.Fixed) != 0;

    public readonly bool KeepsSource => (Flags & RemapFlags.DontUnmap) != 0;

    public readonly bool NamesNewAddress => IsFixed || KeepsSource;

    public readonly bool Grows => NewLength > OldLength;

    public readonly bool Shrinks => NewLength < OldLength;

    public readonly bool Overlaps => Address + OldLength > NewAddress && NewAddress + NewLength > Address;
}
