using KernelFlags.Cli.Input;
using KernelFlags.Definitions;
using KernelFlags.Linux;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps;

/// <summary>The kernel whose flags an address space has.</summary>
internal sealed class MapsKernel
{
    private const string GuardMnemonic = "gu";

    private readonly bool _showsGuards;
    private readonly bool _hasGuards;

    private MapsKernel(ResolvedTable table, KernelCapabilities capabilities, Func<bool, LinuxKernel> flagType, Func<FlagMends>? withCauses = null)
    {
        Table = table;
        Mends = new(table, withCauses);
        _showsGuards = table.Smaps.Contains(GuardMnemonic);
        _hasGuards = capabilities.Has(KernelCapability.GuardInstall);
        TellsGuards = capabilities.Has(KernelCapability.GuardPagemap);
        Explainer = new(flagType(_showsGuards), table);
    }

    /// <summary>A kernel of the definitions.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="table">The table of flags.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The kernel with its table.</returns>
    public static MapsKernel Of(DefinitionModel model, FlagTable table, KernelProfile kernel)
    {
        var resolved = TableResolver.Resolve(table, kernel);
        return new(
            resolved,
            KernelCapabilities.FromNames(TableResolver.Capabilities(model, kernel)),
            showsGuards => FlagTypes.Nearest(model, resolved, showsGuards));
    }

    /// <summary>The running kernel from its ready flag type.</summary>
    /// <param name="ofDefinitions">The same from the definitions, which say what causes a flag: read only when that is asked for.</param>
    /// <returns>The kernel; null where there is no such type.</returns>
    public static MapsKernel? Ready(Func<MapsKernel> ofDefinitions) => RunningKernel.Release() is { } release && ReadyTable.KernelOf(release) is { } kernel
        ? new(ReadyTable.Of(kernel, release), kernel.Capabilities, _ => kernel, () => ofDefinitions().Mends)
        : null;

    /// <summary>The table.</summary>
    public ResolvedTable Table { get; }

    /// <summary>What makes VMAs differ.</summary>
    public FlagMends Mends { get; }

    /// <summary>Says why VMAs are two.</summary>
    public BorderExplainer Explainer { get; }

    /// <summary>Whether the page tables of a process, as pagemap shows them, tell of guards.</summary>
    public bool TellsGuards { get; }

    /// <summary>Whether a VMA may hold guards, by its flags: where no flag says so, any may.</summary>
    /// <param name="flags">Its flags.</param>
    /// <returns>False when it holds none for certain.</returns>
    public bool MayHoldGuards(SmapsFlags flags) => flags.Mnemonics.Contains(GuardMnemonic) || (_hasGuards && !(_showsGuards && flags.IsTold));
}
