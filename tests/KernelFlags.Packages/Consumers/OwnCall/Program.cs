using System;
using KernelFlags;
using KernelFlags.Vma;
using Ours;

var space = new AddressSpace<VmaFlags>();
var start = space.Mmap(0, 8 * 4096, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous).Value;
Console.WriteLine($"{MadviseColdHint(start + (2 * 4096), 3 * 4096, isCold: true)}: {space.Count} VMAs");
Console.WriteLine($"{MadviseColdHint(start + (2 * 4096), 3 * 4096, isCold: false)}: {space.Count} VMA");

SyscallResult MadviseColdHint(ulong address, ulong length, bool isCold)
{
    using var token = space.LockForWrite();
    if (space.TryFind(address, out var vma) && vma.Flags.TestAny(VmaFlags.Special))
    {
        return Errno.EINVAL;
    }

    var (set, clear) = isCold ? (VmaFlags.ColdHint, VmaFlags.None) : (VmaFlags.None, VmaFlags.ColdHint);
    return space.ModifyRange(token, address, address + length, set, clear);
}

namespace Ours
{
    /// <summary>The kernel's flags and one that is tried.</summary>
    [KernelFlags("vma", Profile = "linux-7.2-x86_64")]
    public readonly partial struct VmaFlags;
}
