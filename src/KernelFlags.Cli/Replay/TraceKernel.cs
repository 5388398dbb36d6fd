using KernelFlags.Cli.Input;
using KernelFlags.Definitions;
using KernelFlags.Linux;
using KernelFlags.Live.Input;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;

namespace KernelFlags.Cli.Replay;

/// <summary>
/// The kernel that a trace was recorded on, as its header says: version, architecture, options, and what the recorder found out by trying,
/// which counts more than the version.
/// </summary>
internal sealed class TraceKernel
{
    private const string Table = "vma";

    /// <summary>What a header's <c>probe</c> proves or refutes, however old the version is.</summary>
    private static readonly (string Probe, KernelCapability Capability)[] Probes =
    [
        ("guard", KernelCapability.GuardInstall),
        ("guard_file", KernelCapability.GuardFile),
        ("guard_pagemap", KernelCapability.GuardPagemap),
        ("gu", KernelCapability.GuardFileWithoutAnonVma),
        ("mseal", KernelCapability.Mseal),
    ];

    private readonly LinuxKernel _kernel;
    private readonly ResolvedTable _table;

    private TraceKernel(LinuxKernel kernel, KernelCapabilities capabilities, ResolvedTable table) =>
        (_kernel, Capabilities, _table) = (kernel, capabilities, table);

    /// <summary>What the kernel does.</summary>
    public KernelCapabilities Capabilities { get; }

    /// <summary>The kernel whose flag type is taken.</summary>
    public string Profile => _kernel.Profile;

    /// <summary>The kernel of a header.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="header">The header.</param>
    /// <returns>The kernel.</returns>
    /// <exception cref="InputException">There is no such kernel.</exception>
    public static TraceKernel Of(DefinitionModel model, TraceHeader header)
    {
        if (!KernelVersion.TryParse(header.Kernel, out var version, allowSuffix: true) || version < model.Oldest)
        {
            throw Unknown($"kernel '{header.Kernel}' is not described; {model.Oldest} is the oldest that is");
        }

        if (!KernelSelector.Architectures(model, version).Contains(header.Arch, StringComparer.Ordinal))
        {
            throw Unknown($"kernel {version} has no architecture '{header.Arch}'");
        }

        return Of(model, header, KernelSelector.Of(model, version, header.Arch, Options(model, version, header)));
    }

    /// <summary>A kernel that is named, on which the header's probes are taken to hold.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="header">The header.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The kernel.</returns>
    public static TraceKernel Of(DefinitionModel model, TraceHeader header, KernelProfile kernel)
    {
        var capabilities = KernelCapabilities.FromNames(TableResolver.Capabilities(model, kernel));
        foreach (var (probe, capability) in Probes)
        {
            capabilities = header.Probed(probe) switch
            {
                true => capabilities.With(capability),
                false => capabilities.Without(capability),
                null => capabilities,
            };
        }

        var table = TableResolver.Resolve(model.FindTable(Table) ?? throw Unknown($"the definitions have no table '{Table}'"), kernel);
        return new TraceKernel(FlagTypes.Nearest(model, table, header.Probed("gu")), capabilities, table);
    }

    /// <summary>The engine on this kernel, with one empty address space.</summary>
    /// <param name="header">The header.</param>
    /// <returns>The target.</returns>
    public ITraceTarget CreateTarget(TraceHeader header) => _kernel.Accept(new TargetMaker(header, Capabilities, _table));

    /// <summary>The options that the header tells of, and for the others all that the architecture can have.</summary>
    private static EquatableArray<string> Options(DefinitionModel model, KernelVersion version, TraceHeader header)
    {
        static string NameOf(string option) => option.Split('=')[0];
        var all = KernelSelector.AllOptions(model, version, header.Arch);
        return all.Where(o => !header.Config.TryGetValue(NameOf(o), out var isSet) || isSet)
            .Concat(header.Config.Where(o => o.Value && !all.Any(a => NameOf(a) == o.Key)).Select(o => o.Key))
            .ToEquatableArray();
    }

    private static InputException Unknown(string message) => new(InputException.UnknownKernel, 1, 1, message);

    private sealed class TargetMaker(TraceHeader header, KernelCapabilities capabilities, ResolvedTable table) : ILinuxKernelVisitor<ITraceTarget>
    {
        public ITraceTarget Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> =>
            new EngineTarget<TFlags>(header, capabilities, new VmFlagsText<TFlags>(table).Of);
    }
}
