using KernelFlags.Cli.Input;
using KernelFlags.Definitions;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps;

/// <summary>The kernel whose flags an address space has.</summary>
internal sealed class MapsKernel
{
    private const string GuardMnemonic = "gu";

    private readonly bool _showsGuards;
    private readonly bool _hasGuards;

    /// <summary>A kernel of the definitions.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="table">The table of flags.</param>
    /// <param name="kernel">The kernel.</param>
    public MapsKernel(DefinitionModel model, FlagTable table, KernelProfile kernel)
    {
        Table = TableResolver.Resolve(table, kernel);
        Mends = new(Table);
        _showsGuards = Table.Smaps.Contains(GuardMnemonic);
        _hasGuards = KernelCapabilities.FromNames(TableResolver.Capabilities(model, kernel)).Has(KernelCapability.GuardPagemap);
        Explainer = BorderExplainer.Of(FlagTypes.Nearest(model, Table, _showsGuards), Table);
    }

    /// <summary>The table.</summary>
    public ResolvedTable Table { get; }

    /// <summary>What makes VMAs differ.</summary>
    public FlagMends Mends { get; }

    /// <summary>Says why VMAs are two.</summary>
    public BorderExplainer Explainer { get; }

    /// <summary>Whether a VMA may hold guards, by its flags: where no flag says so, any may.</summary>
    /// <param name="flags">Its flags.</param>
    /// <returns>False when it holds none for certain.</returns>
    public bool MayHoldGuards(SmapsFlags flags) => flags.Mnemonics.Contains(GuardMnemonic) || (_hasGuards && !_showsGuards && flags.IsTold);
}
