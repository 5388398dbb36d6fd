using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;

namespace KernelFlags.Cli.Input;

/// <summary>
/// The flag type and the capabilities of just the kernel and the definitions that were asked for. What the engine can't be given is refused.
/// </summary>
internal static class ExactKernel
{
    private const string VmaTable = "vma";

    /// <summary>A kernel of the definitions.</summary>
    /// <returns>The kernel with its flag type.</returns>
    /// <exception cref="UnusableException">There is no table of VMA flags, or none that the engine can have.</exception>
    public static LinuxKernel Of(DefinitionModel model, KernelProfile kernel) => Of(model, kernel, Capabilities(model, kernel));

    /// <summary>A kernel of the definitions that does other things than they say.</summary>
    /// <param name="capabilities">What it does.</param>
    /// <returns>The kernel with its flag type.</returns>
    /// <exception cref="UnusableException">There is no table of VMA flags, or none that the engine can have.</exception>
    public static LinuxKernel Of(DefinitionModel model, KernelProfile kernel, KernelCapabilities capabilities) => Of(Table(model, kernel), capabilities);

    /// <summary>The kernel of a table.</summary>
    /// <param name="capabilities">What it does.</param>
    /// <returns>The kernel with its flag type.</returns>
    /// <exception cref="UnusableException">The engine can't have such flags.</exception>
    public static LinuxKernel Of(ResolvedTable table, KernelCapabilities capabilities)
    {
        try
        {
            return LinuxKernel.Of(table, capabilities);
        }
        catch (NotSupportedException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    /// <summary>The table of VMA flags on a kernel.</summary>
    /// <exception cref="UnusableException">There is none.</exception>
    public static ResolvedTable Table(DefinitionModel model, KernelProfile kernel) =>
        TableResolver.Resolve(model.FindTable(VmaTable) ?? throw new UnusableException($"the definitions have no table '{VmaTable}'"), kernel);

    /// <summary>What a kernel does, as the definitions say.</summary>
    /// <returns>Its capabilities.</returns>
    /// <exception cref="UnusableException">They name one that the engine does not know: it would go on without it.</exception>
    public static KernelCapabilities Capabilities(DefinitionModel model, KernelProfile kernel)
    {
        var names = TableResolver.Capabilities(model, kernel);
        return names.FirstOrDefault(name => !KernelCapabilityNames.All.Contains(name)) is { } unknown
            ? throw new UnusableException(
                $"the definitions say that the kernel has the capability '{unknown}', which this engine does not know{Names.Hint(unknown, KernelCapabilityNames.All)}")
            : KernelCapabilities.FromNames(names);
    }
}
