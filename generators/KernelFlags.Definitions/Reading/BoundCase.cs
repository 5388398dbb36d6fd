using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Reading;

/// <summary>A case, and where it stands: the item of the list, and the value in it.</summary>
internal sealed record BoundCase<T>(Case<T> Case, Cursor At, Cursor Value, MappingReader? Mapping);
