using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A reserved bit, and where it stands.</summary>
internal sealed record BoundReserved(ReservedBit Reserved, MappingReader At);
