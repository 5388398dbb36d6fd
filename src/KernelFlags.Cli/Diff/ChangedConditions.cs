using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Diff;

/// <summary>Finds the conditions that decide where two tables differ, so that no more kernels are compared than that takes.</summary>
internal static class ChangedConditions
{
    /// <summary>The conditions of all that differs, and of what depends on it.</summary>
    /// <returns>The conditions, of both.</returns>
    public static IReadOnlyList<Condition> Of(DefinitionModel before, DefinitionModel after, FlagTable tableBefore, FlagTable tableAfter)
    {
        FlagTable[] tables = [tableBefore, tableAfter];
        var options = ChangedOptions(before, after);
        bool Depends(IEnumerable<Condition> conditions) => options.Count > 0 && Mentions.Options(conditions).Any(options.Contains);
        var isAll = before.Architectures != after.Architectures || tableBefore.Settings != tableAfter.Settings
            || Depends([.. tables.SelectMany(table => Mentions.OfSettings(table))]);
        List<Condition> conditions = isAll
            ? [.. tables.SelectMany(Mentions.Of), .. Mentions.OfKernels(before), .. Mentions.OfKernels(after)]
            : [.. OfEntries(tables, Changed(tableBefore, tableAfter, Depends)), .. before.Architectures.Select(arch => arch.Exists)];
        return [.. conditions, .. OfOptions(before, conditions), .. OfOptions(after, conditions)];
    }

    /// <summary>The options that can be set elsewhere, or to something else, than before, and those whose conditions name them.</summary>
    private static HashSet<string> ChangedOptions(DefinitionModel before, DefinitionModel after)
    {
        var differing = before.Options.ToHashSet();
        differing.SymmetricExceptWith(after.Options);
        var names = differing.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        var all = before.Options.Concat(after.Options).ToList();
        for (var known = 0; known < names.Count;)
        {
            known = names.Count;
            names.UnionWith(all.Where(option => Mentions.Options(Mentions.Of(option)).Any(names.Contains)).Select(option => option.Name).ToList());
        }

        return names;
    }

    /// <summary>The conditions of the options that conditions name, and of those that these name: with them an option comes and goes.</summary>
    private static List<Condition> OfOptions(DefinitionModel model, IReadOnlyList<Condition> conditions)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<Condition>();
        for (var next = conditions; next.Count > 0;)
        {
            var fresh = Mentions.Options(next).Where(names.Add).ToHashSet(StringComparer.Ordinal);
            next = [.. model.Options.Where(option => fresh.Contains(option.Name)).SelectMany(Mentions.Of)];
            found.AddRange(next);
        }

        return found;
    }

    private static HashSet<string> Changed(FlagTable before, FlagTable after, Func<IEnumerable<Condition>, bool> depends)
    {
        var flags = before.Flags.ToHashSet();
        flags.SymmetricExceptWith(after.Flags);
        flags.UnionWith(before.Flags.Concat(after.Flags).Where(flag => depends(Mentions.Of(flag))));
        var masks = before.Masks.ToHashSet();
        masks.SymmetricExceptWith(after.Masks);
        masks.UnionWith(before.Masks.Concat(after.Masks).Where(mask => depends(Mentions.Of(mask))));
        return [.. flags.Select(flag => flag.Name), .. masks.Select(mask => mask.Name)];
    }

    private static IEnumerable<Condition> OfEntries(FlagTable[] tables, HashSet<string> changed)
    {
        while (tables.Sum(table => Depending(table, changed)) > 0)
        {
        }

        changed.UnionWith(tables.SelectMany(table => Bases(table, changed)).ToList());
        return
        [
            .. tables.SelectMany(table => table.Flags.Where(flag => changed.Contains(flag.Name)).SelectMany(Mentions.Of)),
            .. tables.SelectMany(table => table.Masks.Where(mask => changed.Contains(mask.Name)).SelectMany(Mentions.Of)),
        ];
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
