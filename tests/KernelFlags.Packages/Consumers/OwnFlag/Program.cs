using System;
using Ours;

Console.WriteLine(VmaFlags.TryParse("read|pinned_by_us", out var flags) && flags == (VmaFlags.Read | VmaFlags.PinnedByUs));
Console.WriteLine($"{VmaFlags.PinnedByUs:X} {VmaFlags.Sticky:N} {VmaFlags.Atomic.PinnedByUs.Word:x}");

namespace Ours
{
    /// <summary>The kernel's flags and one of ours.</summary>
    [KernelFlags.KernelFlags("vma", Profile = "linux-7.2-x86_64")]
    public readonly partial struct VmaFlags;
}
