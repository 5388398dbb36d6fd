namespace KernelFlags.Conformance.KernelTests;

/// <summary>Flags of a word of 128 bits.</summary>
[KernelFlags("wide", Profile = "linux-7.2-x86_64")]
public readonly partial struct WideFlags;
