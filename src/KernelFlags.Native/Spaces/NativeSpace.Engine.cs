using System.Globalization;
using KernelFlags.Native.Kernels;
using KernelFlags.Vma;

namespace KernelFlags.Native.Spaces;

/// <summary>An address space of the engine that a C program holds.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
/// <param name="space">The address space.</param>
/// <param name="kernel">Its kernel.</param>
internal sealed class NativeSpace<TFlags>(AddressSpace<TFlags> space, NativeKernel kernel) : NativeSpace(kernel)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    public override int Count => space.Count;

    public override SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file, ulong offset) =>
        space.Mmap(address, length, protection, flags, file, offset);

    public override SyscallResult Munmap(ulong address, ulong length) => space.Munmap(address, length);

    public override SyscallResult Mprotect(ulong address, ulong length, Protection protection) => space.Mprotect(address, length, protection);

    public override SyscallResult Madvise(ulong address, ulong length, int advice) => space.Madvise(address, length, advice);

    public override SyscallResult Mremap(ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress) =>
        space.Mremap(address, oldLength, newLength, flags, newAddress);

    public override SyscallResult Mlock(ulong address, ulong length, bool onFault) => space.Mlock2(address, length, onFault);

    public override SyscallResult Munlock(ulong address, ulong length) => space.Munlock(address, length);

    public override SyscallResult Mseal(ulong address, ulong length, ulong flags) => space.Mseal(address, length, flags);

    public override SyscallResult Brk(ulong address) => space.Brk(address);

    public override SyscallResult SetName(ulong address, ulong length, string? name) => space.SetAnonName(address, length, name);

    public override SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy? policy) => space.SetPolicy(address, length, policy);

    public override SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd) =>
        space.UffdRegister(address, length, mode, uffd);

    public override SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd) => space.UffdUnregister(address, length, uffd);

    public override SyscallResult UffdWriteProtect(ulong address, ulong length, bool on) => space.UffdWriteProtect(address, length, on);

    public override SyscallResult Touch(ulong address, ulong length, bool write) => space.Touch(address, length, write);

    public override bool TryFind(ulong address, ref NativeVma vma)
    {
        if (!space.TryFind(address, out var own))
        {
            return false;
        }

        vma.Fill(own);
        return true;
    }

    public override bool TryFindNext(ulong address, ref NativeVma vma)
    {
        if (!space.TryFindNext(address, out var own))
        {
            return false;
        }

        vma.Fill(own);
        return true;
    }

    public override string? Explain(ulong address)
    {
        if (!space.TryFind(address, out var left) || !space.TryFindNext(left.End, out var right) || right.Start != left.End)
        {
            return null;
        }

        var explained = space.Explain(left, right);
        return explained.Reason switch
        {
            MergeReason.None => "nothing keeps them apart; no call has tried to merge them",
            MergeReason.Flags => $"flags differ that merging does not ignore: {Names(explained.Flags)}",
            MergeReason.Special => $"one has a flag with which nothing merges: {Names(explained.Flags)}",
            MergeReason.File => "they are of different files",
            MergeReason.Policy => "they have different memory policies",
            MergeReason.Userfaultfd => "different userfaultfds watch them",
            MergeReason.Name => "they have different names",
            MergeReason.PageOffset => "their page offsets do not continue",
            MergeReason.AnonVma => "their anon_vmas are two, or one came by fork and the other has none",
            _ => "the one that a merge would delete must be told when it goes away",
        };
    }

    public override string Maps()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        space.WriteMaps(writer);
        return writer.ToString();
    }

    public override NativeSpace Fork() => new NativeSpace<TFlags>(space.Fork(), Kernel);

    public override NativeSpace Clone() => new NativeSpace<TFlags>(space.Clone(), Kernel);

    public override NativeSnapshot Snapshot() => new NativeSnapshot<TFlags>(space.Snapshot());

    public override void Exit() => space.Exit();

    private static string Names(TFlags flags) => flags.ToString("R", null);
}
