using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A profile, and where it stands.</summary>
internal sealed record BoundProfile(Profile Profile, MappingReader At);
