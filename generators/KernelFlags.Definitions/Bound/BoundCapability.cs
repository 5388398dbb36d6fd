using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A capability, and where it stands.</summary>
internal sealed record BoundCapability(Capability Capability, MappingReader At, bool IsSound);
