using KernelFlags.Native.Handles;
using KernelFlags.Native.Kernels;
using KernelFlags.Vma;

namespace KernelFlags.Native.Spaces;

/// <summary>An address space that a C program holds, whatever its flag type is.</summary>
/// <param name="kernel">Its kernel.</param>
internal abstract class NativeSpace(NativeKernel kernel) : Handled
{
    /// <summary>Its kernel, of the architecture, the configuration and the definitions that were asked for.</summary>
    public NativeKernel Kernel { get; } = kernel;

    /// <summary>The words of its architecture.</summary>
    public ArchitectureNumbers Numbers { get; } = kernel.Numbers;

    public abstract int Count { get; }

    public abstract SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file, ulong offset);

    public abstract SyscallResult Munmap(ulong address, ulong length);

    public abstract SyscallResult Mprotect(ulong address, ulong length, Protection protection);

    public abstract SyscallResult Madvise(ulong address, ulong length, int advice);

    public abstract SyscallResult Mremap(ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress);

    public abstract SyscallResult Mlock(ulong address, ulong length, bool onFault);

    public abstract SyscallResult Munlock(ulong address, ulong length);

    public abstract SyscallResult Mseal(ulong address, ulong length, ulong flags);

    public abstract SyscallResult Brk(ulong address);

    public abstract SyscallResult SetName(ulong address, ulong length, string? name);

    public abstract SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy? policy);

    public abstract SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd);

    public abstract SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd);

    public abstract SyscallResult UffdWriteProtect(ulong address, ulong length, bool on);

    public abstract SyscallResult Touch(ulong address, ulong length, bool write);

    /// <summary>The VMA that contains an address.</summary>
    /// <returns>False where there is none.</returns>
    public abstract bool TryFind(ulong address, ref NativeVma vma);

    /// <summary>The first VMA that ends after an address.</summary>
    /// <returns>False where there is none.</returns>
    public abstract bool TryFindNext(ulong address, ref NativeVma vma);

    /// <summary>Why the VMA that contains an address and the one that follows it are two.</summary>
    /// <returns>Null where they don't touch.</returns>
    public abstract string? Explain(ulong address);

    /// <summary>All of it, as maps shows it.</summary>
    public abstract string Maps();

    public abstract NativeSpace Fork();

    public abstract NativeSpace Clone();

    public abstract NativeSnapshot Snapshot();

    public abstract void Exit();
}
