using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Which flags and masks of two tables are the same ones: those of one name, and a flag that only its name changed of.</summary>
internal sealed class FlagPairs
{
    public FlagPairs(FlagTable before, FlagTable after)
    {
        var added = after.Flags.Where(flag => before.Flags.All(old => old.Name != flag.Name)).ToList();
        var removed = before.Flags.Where(flag => after.Flags.All(now => now.Name != flag.Name)).ToList();
        foreach (var flag in removed)
        {
            if (added.Find(now => Core(now) == Core(flag)) is { } renamed)
            {
                Renamed[flag.Name] = renamed.Name;
                added.Remove(renamed);
            }
        }

        Added = added;
        Removed = [.. removed.Where(flag => !Renamed.ContainsKey(flag.Name))];
        Kept = [.. after.Flags.Where(flag => !added.Contains(flag)).Select(flag => flag.Name)];
        KeptMasks = [.. after.Masks.Where(mask => before.Masks.Any(old => old.Name == mask.Name)).Select(mask => mask.Name)];
        AddedMasks = [.. after.Masks.Where(mask => !KeptMasks.Contains(mask.Name))];
        RemovedMasks = [.. before.Masks.Where(mask => !KeptMasks.Contains(mask.Name))];
    }

    /// <summary>New flags.</summary>
    public IReadOnlyList<Flag> Added { get; }

    /// <summary>Flags that are gone.</summary>
    public IReadOnlyList<Flag> Removed { get; }

    /// <summary>Flags that both have, by their new names, in the new order.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>Old names and new names.</summary>
    public Dictionary<string, string> Renamed { get; } = new(StringComparer.Ordinal);

    /// <summary>Masks that both have.</summary>
    public IReadOnlyList<string> KeptMasks { get; }

    /// <summary>New masks.</summary>
    public IReadOnlyList<Mask> AddedMasks { get; }

    /// <summary>Masks that are gone.</summary>
    public IReadOnlyList<Mask> RemovedMasks { get; }

    /// <summary>The old table, with the new names of its flags.</summary>
    /// <param name="before">The old table on one kernel.</param>
    /// <returns>The same, but for the names.</returns>
    public ResolvedTable WithNewNames(ResolvedTable before) => Renamed.Count == 0 ? before : before with
    {
        Flags = before.Flags.Select(flag => flag with { Name = NewName(flag.Name), AliasOf = flag.AliasOf is null ? null : NewName(flag.AliasOf) }).ToEquatableArray(),
        Masks = before.Masks.Select(mask => mask with { Members = mask.Members.Select(NewName).ToEquatableArray() }).ToEquatableArray(),
        Trace = before.Trace.Select(entry => entry with { Flag = NewName(entry.Flag) }).ToEquatableArray(),
    };

    private string NewName(string name) => Renamed.GetValueOrDefault(name, name);

    private static Flag Core(Flag flag) => flag with { Name = "", Summary = "", Cause = null, Accept = default };
}
