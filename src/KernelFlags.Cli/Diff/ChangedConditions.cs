using KernelFlags.Definitions;

namespace KernelFlags.Cli.Diff;

/// <summary>Finds the conditions that decide where two tables differ, so that no more kernels are compared than that takes.</summary>
internal static class ChangedConditions
{
    /// <summary>The conditions of all that differs, and of what depends on it.</summary>
    /// <param name="before">The old definitions.</param>
    /// <param name="after">The new ones.</param>
    /// <param name="tableBefore">The old table.</param>
    /// <param name="tableAfter">The new one.</param>
    /// <returns>The conditions, of both.</returns>
    public static IReadOnlyList<Condition> Of(DefinitionModel before, DefinitionModel after, FlagTable tableBefore, FlagTable tableAfter)
    {
        if (before.Options != after.Options || before.Architectures != after.Architectures || tableBefore.Settings != tableAfter.Settings)
        {
            return
            [
                .. Mentions.Of(tableBefore), .. Mentions.Of(tableAfter), .. Mentions.OfKernels(before), .. Mentions.OfKernels(after),
            ];
        }

        var changed = Changed(tableBefore, tableAfter);
        FlagTable[] tables = [tableBefore, tableAfter];
        while (tables.Sum(table => Depending(table, changed)) > 0)
        {
        }

        changed.UnionWith(tables.SelectMany(table => Bases(table, changed)).ToList());
        return
        [
            .. tables.SelectMany(table => table.Flags.Where(flag => changed.Contains(flag.Name)).SelectMany(Mentions.Of)),
            .. tables.SelectMany(table => table.Masks.Where(mask => changed.Contains(mask.Name)).SelectMany(Mentions.Of)),
            .. before.Architectures.Select(arch => arch.Exists),
        ];
    }

    private static HashSet<string> Changed(FlagTable before, FlagTable after)
    {
        var names = before.Flags.ToHashSet();
        names.SymmetricExceptWith(after.Flags);
        var masks = before.Masks.ToHashSet();
        masks.SymmetricExceptWith(after.Masks);
        return [.. names.Select(flag => flag.Name), .. masks.Select(mask => mask.Name)];
    }

    /// <summary>Adds what depends on what is changed.</summary>
    /// <returns>How many names were added.</returns>
    private static int Depending(FlagTable table, HashSet<string> changed)
    {
        var hasChangedTraits = table.Flags.Any(flag => changed.Contains(flag.Name) && !flag.Traits.IsEmpty);
        var flags = table.Flags
            .Where(flag => flag.Bit.Any(bit => bit.Value.Alias is { } alias && changed.Contains(alias))
                || flag.Trace.Any(trace => trace.Value.Unless.Any(changed.Contains)))
            .Select(flag => flag.Name);
        var masks = table.Masks
            .Where(mask => mask.Members.Any(member => changed.Contains(member.Value))
                || (mask.Complement is { } complement && changed.Contains(complement))
                || (mask.Trait is not null && hasChangedTraits))
            .Select(mask => mask.Name);
        return flags.Concat(masks).ToList().Count(changed.Add);
    }

    /// <summary>The flags whose bits aliases among <paramref name="names"/> share.</summary>
    private static IEnumerable<string> Bases(FlagTable table, HashSet<string> names) => table.Flags
        .Where(flag => names.Contains(flag.Name))
        .SelectMany(flag => flag.Bit.Select(bit => bit.Value.Alias).OfType<string>());
}
