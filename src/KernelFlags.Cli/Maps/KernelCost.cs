using System.Globalization;

namespace KernelFlags.Cli.Maps;

/// <summary>What a VMA takes of the kernel's memory.</summary>
internal static class KernelCost
{
    private const string Slabs = "/sys/kernel/slab";

    /// <summary>A node of the tree has 16 places, and is half full at least. Measured on Linux 6.18: 19 B a VMA where all touch, 34 B where none do.</summary>
    private const int VmasOfANode = 8;

    /// <summary>The record, its part of the tree, and the link to pages that it has once it was written to, in bytes.</summary>
    /// <param name="isLive">Whether it is of this machine, which may tell the sizes.</param>
    public static int OfAVma(bool isLive) =>
        SizeOf("vm_area_struct", 256, isLive) + (SizeOf("maple_node", 256, isLive) / VmasOfANode) + SizeOf("anon_vma_chain", 64, isLive);

    /// <param name="usual">What it is on x86-64, where the machine does not tell.</param>
    private static int SizeOf(string slab, int usual, bool isLive)
    {
        try
        {
            return isLive && int.TryParse(File.ReadAllText($"{Slabs}/{slab}/object_size"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var size) ? size : usual;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return usual;
        }
    }
}
