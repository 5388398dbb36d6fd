using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Native.Kernels;

/// <summary>The arguments of system calls that are words: a C program has the numbers of its architecture, the engine those that most have.</summary>
internal sealed class ArchitectureNumbers
{
    private ArchitectureNumbers(Func<string, WordNumbers> of) => (Protection, Mapping, Remapping, Advice, Locking, LockingAll) =
        (of("prot"), of("map"), of("mremap"), of("madv"), of("mlock"), of("mcl"));

    /// <summary>The access, <c>PROT_*</c>.</summary>
    public WordNumbers Protection { get; }

    /// <summary>The kind of a mapping, <c>MAP_*</c>.</summary>
    public WordNumbers Mapping { get; }

    /// <summary><c>MREMAP_*</c>.</summary>
    public WordNumbers Remapping { get; }

    /// <summary><c>MADV_*</c>.</summary>
    public WordNumbers Advice { get; }

    /// <summary><c>MLOCK_*</c>.</summary>
    public WordNumbers Locking { get; }

    /// <summary><c>MCL_*</c>.</summary>
    public WordNumbers LockingAll { get; }

    /// <summary>The words of a kernel.</summary>
    public static ArchitectureNumbers Of(DefinitionModel model, KernelProfile kernel)
    {
        var generic = KernelSelector.Of(model, model.Newest, model.Architectures[0].Name);
        return new(table => WordNumbers.Of(model.FindTable(table), kernel, generic));
    }
}
