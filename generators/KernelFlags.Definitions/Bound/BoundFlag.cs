using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A flag and the places of what it says.</summary>
/// <param name="Bits">Its bits, case by case.</param>
/// <param name="IsSound">Whether nothing was wrong with it. One that is not is not compared with others.</param>
internal sealed record BoundFlag(
    Flag Flag,
    MappingReader At,
    List<BoundCase<BitSource>> Bits,
    List<BoundCase<string>> Smaps,
    List<BoundCase<TraceName>> Traces,
    List<BoundCase<string>> Traits,
    bool IsSound)
{
    public Cursor NameAt => At["name"] ?? At.At;
}
