using KernelFlags.Cli.Input;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Cli.Replay;

/// <summary>
/// Chooses the kernel of traces: what the call names, and for the rest what a trace's header says: version, architecture, options, and what
/// the recorder found out by trying, which counts more than the version.
/// </summary>
internal sealed class TraceKernels
{
    private const string GuardFlag = "MAYBE_GUARD";
    private const string ShowsGuard = "gu";

    /// <summary>What a header's <c>probe</c> proves or refutes, however old the version is.</summary>
    private static readonly (string Probe, KernelCapability Capability)[] Probes =
    [
        ("guard", KernelCapability.GuardInstall),
        ("guard_file", KernelCapability.GuardFile),
        ("guard_pagemap", KernelCapability.GuardPagemap),
        (ShowsGuard, KernelCapability.GuardFileWithoutAnonVma),
        ("mseal", KernelCapability.Mseal),
    ];

    private readonly DefinitionModel _model;
    private readonly NamedKernel _named;

    /// <summary>The kernels of traces.</summary>
    /// <param name="named">What the call names; null for nothing.</param>
    public TraceKernels(DefinitionModel model, NamedKernel? named = null) => (_model, _named) = (model, named ?? NamedKernel.Nothing);

    /// <summary>The kernel of a trace.</summary>
    /// <param name="header">The trace's header.</param>
    /// <exception cref="InputException">The header tells of no kernel that is described.</exception>
    /// <exception cref="UnusableException">What the call names does not go with it.</exception>
    public TraceKernel Of(TraceHeader header)
    {
        if (_named is { Profile: { } profile })
        {
            return new(ExactKernel.Of(_model, profile));
        }

        var kernel = KernelOf(_model, header);
        return new(_named is { Version: not null } ? ExactKernel.Of(_model, kernel) : ExactKernel.Of(_model, kernel, Probed(header, kernel)));
    }

    private KernelProfile KernelOf(DefinitionModel model, TraceHeader header)
    {
        var version = _named is { Version: not null } ? model.Oldest : VersionOf(model, header);
        if (_named is { Version: null, Arch: null } && !KernelSelector.Architectures(model, version).Contains(header.Arch, StringComparer.Ordinal))
        {
            throw Unknown($"kernel {version} has no architecture '{header.Arch}'");
        }

        var kernel = _named.Resolve(model, version, header.Arch, (v, arch) => Options(model, v, arch, header));
        return _named is { Version: null } && header.Probed(ShowsGuard) == true ? WithGuardFlag(model, kernel) : kernel;
    }

    private static KernelVersion VersionOf(DefinitionModel model, TraceHeader header) =>
        KernelSelector.TryParse(model, header.Kernel, out var version) && version >= model.Oldest
            ? version
            : throw Unknown($"kernel '{header.Kernel}' is not described; {model.Oldest} is the oldest that is");

    /// <summary>A kernel that was seen to have MAYBE_GUARD carries, where its version does not have it, what a profile with that flag carries early.</summary>
    private static KernelProfile WithGuardFlag(DefinitionModel model, KernelProfile kernel)
    {
        var carriers = model.Profiles.Where(profile => profile.Extras.Any(extras => extras.Names.Contains(GuardFlag, StringComparer.Ordinal)));
        return ExactKernel.Table(model, kernel).Flags.Any(flag => flag is { Name: GuardFlag, Bit: not null })
            ? kernel
            : kernel with { Extras = KernelSelector.ByNearness(carriers, kernel.Kernel).FirstOrDefault()?.Extras ?? kernel.Extras };
    }

    private KernelCapabilities Probed(TraceHeader header, KernelProfile kernel)
    {
        // A version that ends in .0 may be cut, as distributions do: the release's last patch level stands for all.
        var kept = kernel.Kernel.Patch == 0 ? kernel with { Kernel = kernel.Kernel with { Patch = int.MaxValue } } : kernel;
        var capabilities = ExactKernel.Capabilities(_model, kept);
        foreach (var (probe, capability) in Probes)
        {
            if (header.Probed(probe) is { } found && found != capabilities.Has(capability) && !WasChanged(header, capability, capabilities))
            {
                capabilities = found ? capabilities.With(capability) : capabilities.Without(capability);
            }
        }

        return capabilities;
    }

    /// <summary>
    /// Whether the definitions say something else of a capability than those that come with the tool: then they were changed to say so, and
    /// what the recorder found does not take that back.
    /// </summary>
    private bool WasChanged(TraceHeader header, KernelCapability capability, KernelCapabilities capabilities)
    {
        var shipped = LinuxDefinitions.Model;
        return KernelCapabilities.FromNames(TableResolver.Capabilities(shipped, KernelOf(shipped, header))).Has(capability) != capabilities.Has(capability);
    }

    /// <summary>The options that the header tells of, and for the others all that the architecture can have.</summary>
    private static EquatableArray<string> Options(DefinitionModel model, KernelVersion version, string arch, TraceHeader header)
    {
        static string NameOf(string option) => option.Split('=')[0];
        var all = KernelSelector.AllOptions(model, version, arch);
        return all.Where(o => !header.Config.TryGetValue(NameOf(o), out var isSet) || isSet)
            .Concat(header.Config.Where(o => o.Value && !all.Any(a => NameOf(a) == o.Key)).Select(o => o.Key))
            .ToEquatableArray();
    }

    private static InputException Unknown(string message) => new(InputException.UnknownKernel, 1, 1, message);
}
