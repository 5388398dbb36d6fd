using KernelFlags.Cli.Input;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Definitions.Model;
using KernelFlags.Linux;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps;

/// <summary>The kernel whose flags an address space has.</summary>
internal sealed class MapsKernel
{
    private const string GuardMnemonic = "gu";

    private readonly bool _showsGuards;
    private readonly bool _hasGuards;
    private readonly Lazy<RawFlags> _rawFlags;

    private MapsKernel(ResolvedTable table, LinuxKernel kernel, Func<FlagRemedies>? withCauses = null)
    {
        Table = table;
        Remedies = new(table, withCauses);
        _showsGuards = table.Smaps.Contains(GuardMnemonic);
        _hasGuards = kernel.Capabilities.Has(KernelCapability.GuardInstall);
        TellsGuards = kernel.Capabilities.Has(KernelCapability.GuardPagemap);
        Explainer = new(kernel, table);
        _rawFlags = new(() => new(kernel, table));
    }

    /// <summary>A kernel of the definitions.</summary>
    /// <returns>The kernel with its table.</returns>
    public static MapsKernel Of(DefinitionModel model, KernelProfile kernel)
    {
        var table = ExactKernel.Table(model, kernel);
        return new(table, ExactKernel.Of(table, ExactKernel.Capabilities(model, kernel)));
    }

    /// <summary>The running kernel from its ready flag type.</summary>
    /// <param name="ofDefinitions">The same from the definitions, which say what causes a flag: read only when that is asked for.</param>
    /// <returns>The kernel; null where there is no such type.</returns>
    public static MapsKernel? Ready(Func<MapsKernel> ofDefinitions) => RunningKernel.Release() is { } release && ReadyTable.KernelOf(release) is { } kernel
        ? new(ReadyTable.Of(kernel, release), kernel, () => ofDefinitions().Remedies)
        : null;

    /// <summary>The table.</summary>
    public ResolvedTable Table { get; }

    /// <summary>What makes VMAs differ.</summary>
    public FlagRemedies Remedies { get; }

    /// <summary>Says why VMAs are two.</summary>
    public BorderExplainer Explainer { get; }

    /// <summary>Its flags as words, which only the kernel itself tells.</summary>
    public RawFlags RawFlags => _rawFlags.Value;

    /// <summary>Whether the page tables of a process, as pagemap shows them, tell of guards.</summary>
    public bool TellsGuards { get; }

    /// <summary>Whether a VMA may hold guards, by its flags: where no flag says so, any may.</summary>
    /// <param name="flags">Its flags.</param>
    /// <returns>False when it holds none for certain.</returns>
    public bool MayHoldGuards(SmapsFlags flags) => flags.Mnemonics.Contains(GuardMnemonic) || (_hasGuards && !(_showsGuards && flags.IsTold));
}
