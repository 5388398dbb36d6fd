using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A mask and the places of what it says.</summary>
internal sealed record BoundMask(
    Mask Mask,
    MappingReader At,
    List<BoundCase<string>> CNames,
    List<BoundCase<string>> Members,
    List<BoundCase<TraceName>> Traces,
    bool IsSound)
{
    public Cursor NameAt => At["name"] ?? At.At;
}
