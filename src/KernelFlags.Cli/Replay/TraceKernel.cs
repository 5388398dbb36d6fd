using KernelFlags.Definitions.Model;
using KernelFlags.Linux;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;

namespace KernelFlags.Cli.Replay;

/// <summary>The kernel that a trace is replayed on.</summary>
internal sealed class TraceKernel(LinuxKernel kernel)
{
    /// <summary>What the kernel does.</summary>
    public KernelCapabilities Capabilities => kernel.Capabilities;

    /// <summary>What it is called.</summary>
    public string Profile => kernel.Profile;

    /// <summary>The kernel of a header.</summary>
    /// <exception cref="Proc.Input.InputException">There is no such kernel.</exception>
    public static TraceKernel Of(DefinitionModel model, TraceHeader header) => new TraceKernels(model).Of(header);

    /// <summary>The engine on this kernel, with one empty address space.</summary>
    public ITraceTarget CreateTarget(TraceHeader header) => kernel.Accept(new TargetMaker(header));

    private sealed class TargetMaker(TraceHeader header) : ILinuxKernelVisitor<ITraceTarget>
    {
        public ITraceTarget Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => new EngineTarget<TFlags>(header, kernel.Capabilities);
    }
}
