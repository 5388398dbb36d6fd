using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Import;

/// <summary>What a tree defines, as definitions without versions.</summary>
/// <param name="Flags">The flags, in the order of the header.</param>
/// <param name="Masks">The masks.</param>
public sealed record ImportedTable(IReadOnlyList<Flag> Flags, IReadOnlyList<Mask> Masks);
