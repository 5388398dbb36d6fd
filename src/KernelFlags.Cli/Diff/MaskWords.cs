using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Says what follows for a flag that a mask takes in or lets go: a mask is what the kernel asks, and not the flag.</summary>
internal static class MaskWords
{
    /// <summary>What the kernel does with a flag in a mask, and what it does once it is no longer there.</summary>
    private static readonly Dictionary<string, (string In, string Out)> Known = new(StringComparer.Ordinal)
    {
        ["ACCESS"] = ("mprotect takes it away and gives it", "mprotect leaves it as it is"),
        ["SPECIAL"] = ("a VMA with it can't be locked: mlock passes it over", "a VMA with it may now be locked"),
        ["NO_KHUGEPAGED"] = ("khugepaged leaves the memory of a VMA with it alone", "khugepaged may now make the memory of a VMA with it huge"),
        ["LOCKED_MASK"] = ("munlock clears it", "munlock no longer clears it"),
        ["FLAGS_CLEAR"] = ("a change of protection clears it", "a change of protection no longer clears it"),
        ["STARTGAP"] = ("other mappings keep a distance from the start of a VMA with it", "other mappings may now touch the start of a VMA with it"),
        ["DATA_DEFAULT"] = ("new data has it", "new data no longer has it"),
        ["STACK_FLAGS"] = ("the main stack has it", "the main stack no longer has it"),
        ["SEALED_SYSMAP"] = ("special mappings have it", "special mappings no longer have it"),
    };

    /// <summary>The flags that masks take in and let go on one kernel, where a VMA could have them.</summary>
    /// <param name="masks">The masks that both definitions have.</param>
    /// <returns>The flag, what happened, and what follows.</returns>
    public static IEnumerable<(string Flag, string Title, string Meaning)> On(PointComparison kernel, IEnumerable<string> masks)
    {
        foreach (var name in masks)
        {
            var (before, after) = (Find(kernel.Before, name), Find(kernel.After, name));
            if (before is null || after is null || after.Trait is not null || (!Known.ContainsKey(name) && IsUnnamed(before, after)))
            {
                continue;
            }

            foreach (var flag in after.Members.Except(before.Members).Where(flag => kernel.FlagAfter(flag)?.Bit is not null))
            {
                if (Words(name, after, flag, isIn: true, isNew: kernel.FlagBefore(flag)?.Bit is null) is { } meaning)
                {
                    yield return (flag, $"{flag} is now in {name}", meaning);
                }
            }

            foreach (var flag in before.Members.Except(after.Members).Where(flag => kernel.FlagAfter(flag)?.Bit is not null))
            {
                if (Words(name, before, flag, isIn: false, isNew: false) is { } meaning)
                {
                    yield return (flag, $"{flag} is no longer in {name}", meaning);
                }
            }
        }
    }

    private static string? Words(string name, ResolvedMask mask, string flag, bool isIn, bool isNew) => Known.TryGetValue(name, out var words)
        ? isIn ? words.In : words.Out
        : isNew || mask.Complement is not null ? null
        : isIn ? $"what is said of that mask now holds for {flag} too: {Sentence(mask)}"
        : $"what is said of that mask no longer holds for {flag}: {Sentence(mask)}";

    private static string Sentence(ResolvedMask mask) => mask.Summary.TrimEnd('.');

    private static bool IsUnnamed(ResolvedMask before, ResolvedMask after) => before.CNames.IsEmpty && after.CNames.IsEmpty;

    private static ResolvedMask? Find(ResolvedTable table, string name) => table.Masks.FirstOrDefault(mask => mask.Name == name);
}
