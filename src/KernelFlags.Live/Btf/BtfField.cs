namespace KernelFlags.Live.Btf;

/// <summary>Where a member lies in a structure.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Type">Its type: the number of it.</param>
public readonly record struct BtfField(int Offset, int Size, int Type);
