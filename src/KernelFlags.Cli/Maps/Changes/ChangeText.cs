using System.Globalization;
using KernelFlags.Cli.Output;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Changes;

/// <summary>Changes of an address space in words.</summary>
internal static class ChangeText
{
    /// <summary>What became of a VMA.</summary>
    /// <returns>A word or two.</returns>
    public static string Word(VmaChange change) => change switch
    {
        VmaChange.Added => "new",
        VmaChange.Removed => "gone",
        VmaChange.SplitOff => "split off",
        VmaChange.Merged => "merged",
        _ => "changed",
    };

    /// <summary>In what a VMA differs from before.</summary>
    /// <param name="difference">One of a VMA that was there and is.</param>
    /// <returns>One line.</returns>
    public static string Of(VmaDifference difference) => string.Join("; ", What(difference.Before!.Value, difference.After!.Value));

    /// <summary>How many VMAs there were and are.</summary>
    /// <param name="differences">How many differences there are.</param>
    /// <returns>One line.</returns>
    public static string Sum(int before, int now, int differences) =>
        $"{Sizes.Of(before)} VMAs before, {Sizes.Of(now)} now ({Signed(now - before)}); {Lines.Count(differences, "difference")}";

    /// <summary>A number with its sign.</summary>
    public static string Signed(int number) => number.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);

    /// <summary>Whether a look tells flags.</summary>
    public static bool TellFlags(List<MapsEntry> vmas) => vmas.Exists(entry => entry.VmFlags is not null);

    private static IEnumerable<string> What(MapsEntry before, MapsEntry after)
    {
        if (before.End != after.End)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"ended at {before.End:x12}");
        }

        if (!MapsDiff.AreSamePerms(before.Perm, after.Perm))
        {
            yield return $"was {before.Perm}";
        }

        var areTold = before.VmFlags is not null && after.VmFlags is not null;
        var (old, now) = areTold ? (before.VmFlags!.Split(' '), after.VmFlags!.Split(' ')) : ([], []);
        var flags = now.Except(old, StringComparer.Ordinal).Select(flag => "+" + flag).Concat(old.Except(now, StringComparer.Ordinal).Select(flag => "-" + flag)).ToList();
        if (flags.Count > 0)
        {
            yield return "flags " + string.Join(' ', flags);
        }

        if (before.Backing != after.Backing)
        {
            yield return $"was of {(before.Backing.Path.Length == 0 ? "anonymous memory" : before.Backing.Path)}";
        }

        if (before.Offset != after.Offset)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"offset was {before.Offset:x}");
        }
    }
}
