using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Says what a bit that moved or went means for whoever reads raw words, and whose the old bit is now.</summary>
internal static class BitWords
{
    private const string RawWords = "raw words of old and new kernels differ, and so do dumps, probes and tools that test the bit";

    /// <summary>The bits that flags lost on one kernel.</summary>
    /// <returns>The flag, what happened, and what follows.</returns>
    public static IEnumerable<(string Flag, string Title, string Meaning)> On(PointComparison kernel)
    {
        foreach (var before in kernel.Before.Flags)
        {
            var after = kernel.FlagAfter(before.Name);
            if (before.Bit is not { } bit || after?.Bit == bit || IsEcho(kernel, before))
            {
                continue;
            }

            var meaning = $"{RawWords}; {Owner(kernel.After, bit)}";
            yield return after?.Bit is { } moved
                ? (before.Name, $"{before.Name} moved from bit {Text(bit)} to bit {Text(moved)}", meaning)
                : (before.Name, $"{before.Name} no longer has bit {Text(bit)}", meaning);
        }
    }

    /// <summary>An alias moves with the flag that it stands for, which is told of that one.</summary>
    private static bool IsEcho(PointComparison kernel, ResolvedFlag before) => before.AliasOf is { } alias
        && kernel.FlagBefore(alias) is { Bit: not null } aliased && kernel.FlagAfter(alias)?.Bit != aliased.Bit;

    private static string Owner(ResolvedTable table, int bit)
    {
        var owners = table.Flags.Where(flag => flag.EnumeratedBit == bit && flag.AliasOf is null).ToList();
        return owners.Count == 0 ? $"bit {Text(bit)} is free"
            : owners.Exists(flag => flag.Bit is not null) ? $"bit {Text(bit)} is now {string.Join(" and ", owners.Select(flag => flag.Name))}"
            : $"bit {Text(bit)} is only enumerated, for {string.Join(" and ", owners.Select(flag => flag.Name))}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
