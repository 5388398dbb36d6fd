using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Bpf;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps;

/// <summary>A VMA with what was found out about it.</summary>
/// <param name="Flags">Its flags.</param>
/// <param name="Guards">Its guard regions; valid until the next VMA.</param>
/// <param name="AreGuardsTold">Whether these are all, for certain: only the page tables of a process tell.</param>
/// <param name="Below">The border with the VMA before; null where they do not touch, or nobody asked.</param>
/// <param name="Facts">What the kernel itself has of it; null where that can't be told, or nobody asked.</param>
internal readonly record struct MapsItem(
    MapsEntry Entry, SmapsFlags Flags, List<AddressRange> Guards, bool AreGuardsTold, Border? Below, VmaFacts? Facts = null)
{
    /// <summary>What its border looks like.</summary>
    public BorderPattern Pattern { get; init; }

    /// <summary>What it is used for.</summary>
    public MappingKind Kind { get; init; }
}

/// <summary>Takes VMAs one by one, in the order of their addresses.</summary>
internal interface IMapsSink
{
    /// <summary>Takes the next VMA.</summary>
    /// <param name="previous">The one before; meaningless without <see cref="MapsItem.Below"/>.</param>
    void Add(in MapsItem item, in MapsEntry previous);
}
