using KernelFlags.Cli.Maps.Borders;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>What makes mappings many, summed up.</summary>
/// <param name="Borders">What keeps those apart that touch.</param>
/// <param name="Gaps">Those that stand alone.</param>
/// <param name="Uses">What memory is used for that explains its VMAs.</param>
/// <param name="Files">Files in series.</param>
internal sealed record SummedUp(IReadOnlyList<BorderGroup> Borders, IReadOnlyList<GapGroup> Gaps, IReadOnlyList<UseLine> Uses, IReadOnlyList<FileSeries> Files);
