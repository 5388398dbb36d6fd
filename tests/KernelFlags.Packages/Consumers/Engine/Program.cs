using System;
using KernelFlags;
using KernelFlags.Vma;
using Ours;

const ulong Address = 0x1000_0000;
const ulong Length = 0x1000;
const MapFlags Anonymous = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;
var space = new AddressSpace<VmaFlags>(new() { Machine = new(VmaFlags.Capabilities) });
space.Mmap(Address, Length, Protection.Read, Anonymous);
space.DefaultFlags = VmaFlags.TracedByUs;
space.Mmap(Address + (2 * Length), Length, Protection.Read, Anonymous);
Print(space);
space.DefaultFlags = VmaFlags.None;
space.Mmap(Address + Length, Length, Protection.Read, Anonymous);
Print(space);
space.Mprotect(Address, Length, Protection.None);
Print(space);
Console.WriteLine(space.Munmap(Address + 1, Length));

static void Print(AddressSpace<VmaFlags> space)
{
    foreach (var vma in space)
    {
        Console.WriteLine($"{vma.Start:x}-{vma.End:x} {vma.Flags.Without(VmaFlags.SoftDirty):T}");
    }
}

namespace Ours
{
    /// <summary>The kernel's flags and one of ours, which merges carry on.</summary>
    [KernelFlags("vma", Profile = "linux-7.2-x86_64")]
    public readonly partial struct VmaFlags;
}
