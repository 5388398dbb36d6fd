using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Maps;

/// <summary>What there is to know near the limit of VMAs, and at it.</summary>
internal static class LimitText
{
    /// <summary>From this share of the limit on it is near.</summary>
    public const double Near = 0.8;

    private const int MinutesOfADay = 24 * 60;

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
            text.Append(style.Red(vmas > limit ? "over the limit" : "at the limit")).Append(Fails(vmas, limit)).Append('\n');
        }

        return text.Append(!isLive && vmas > limit + 1 ? "it has more: the limit of the machine where it was saved was higher\n" : "").Append("for twice as many: ").Append(Raise(2L * vmas, isLive)).Append('\n').ToString();
    }

    /// <summary>
    /// What fails: mmap and brk where there are more than the limit before they begin, what splits a VMA where there are as many, or one less where it
    /// splits it twice (mmap(2), mprotect(2), madvise(2); do_mmap, split_vma).
    /// </summary>
    private static string Fails(int vmas, int limit)
    {
        var part = vmas < limit ? "the middle" : "a part";
        return $": ENOMEM for {(vmas > limit ? "every mmap and brk, for " : "")}mprotect and mlock of {part} of a VMA, for munmap from the middle of one, and for mremap that moves; "
            + $"madvise of {part} says EAGAIN; what still passes is {(vmas > limit ? "" : $"mmap {(vmas < limit ? "twice" : "once")}, ")}"
            + "munmap of whole VMAs or of an end, and what makes neighbours alike: begin with that";
    }

    /// <summary>What makes the limit last for a while at a rate of growth.</summary>
    /// <param name="vmas">The VMAs that there are.</param>
    /// <param name="perMinute">How many come a minute, above 0.</param>
    /// <returns>A sentence; null where it lasts a day as it is, or no limit does.</returns>
    public static string? ForADay(int vmas, double perMinute, int limit)
    {
        var needed = vmas + (perMinute * MinutesOfADay);
        if (needed <= limit || needed > int.MaxValue)
        {
            return null;
        }

        // Two digits are as much as a rate is good for.
        var unit = Math.Pow(10, Math.Floor(Math.Log10(needed)) - 1);
        return $"for a day at this rate: {Raise((long)Math.Min(int.MaxValue, Math.Ceiling(needed / unit) * unit), isLive: true)}";
    }

    private static string Raise(long limit, bool isLive)
    {
        var size = KernelCost.OfAVma(isLive);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sysctl -w vm.max_map_count={limit}; a VMA takes about {size} B of the kernel's memory, {Sizes.Of((ulong)size * (ulong)limit)} for all of them");
    }
}
