using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A field and the places of what it says.</summary>
internal sealed record BoundField(Field Field, MappingReader At, List<BoundCase<FlagBits>> Masks, bool IsSound)
{
    public Cursor NameAt => At["name"] ?? At.At;
}
