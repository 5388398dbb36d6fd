using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Maps;

/// <summary>What there is to know near the limit of VMAs, and at it.</summary>
internal static class LimitText
{
    /// <summary>From this share of the limit on it is near.</summary>
    public const double Near = 0.8;

    private const string SlabFile = "/sys/kernel/slab/vm_area_struct/object_size";

    /// <summary>What a VMA takes of the kernel's memory on x86-64, where the machine does not tell.</summary>
    private const int UsualSize = 256;

    /// <summary>The lines; empty far from the limit.</summary>
    /// <param name="vmas">The VMAs that there are.</param>
    /// <param name="isLive">Whether it is a process of this machine.</param>
    public static string Render(int vmas, int limit, bool isLive, Style style)
    {
        if (vmas < limit * Near)
        {
            return "";
        }

        var text = new StringBuilder();
        if (vmas >= limit - 1)
        {
            text.Append(style.Red("at the limit")).Append(": ENOMEM for mmap that joins no neighbour, for mprotect, madvise and mlock of a part of a VMA, and for munmap from the middle of one; ")
                .Append("what still passes is munmap of whole VMAs, and what makes neighbours alike: begin with that\n");
        }

        var size = SizeOfOne(isLive);
        return text.Append(CultureInfo.InvariantCulture, $"for twice as many: sysctl -w vm.max_map_count={2L * limit}; a VMA takes {size} B of the kernel's memory, {Sizes.Of((ulong)size * 2 * (ulong)limit)} for all of them\n").ToString();
    }

    private static int SizeOfOne(bool isLive)
    {
        try
        {
            return isLive && int.TryParse(File.ReadAllText(SlabFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var size) ? size : UsualSize;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return UsualSize;
        }
    }
}
