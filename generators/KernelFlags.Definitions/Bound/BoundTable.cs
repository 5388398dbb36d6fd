using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Bound;

/// <summary>A table and the places of what it says.</summary>
internal sealed record BoundTable(
    FlagTable Table,
    MappingReader? Settings,
    List<BoundCase<int>> Widths,
    List<BoundFlag> Flags,
    List<BoundMask> Masks,
    List<BoundReserved> Reserved,
    List<BoundField> Fields,
    HashSet<string> DeclaredNames)
{
    public string Prefix => Table.Settings.Prefix;
}
