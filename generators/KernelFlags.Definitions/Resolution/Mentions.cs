using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>
/// What conditions mention. Between two neighbouring versions that they mention, and whatever options they do not mention, all that
/// they decide stays the same: so these are the kernels that are worth a look.
/// </summary>
public static class Mentions
{
    /// <summary>The conditions of a flag.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> Of(Flag flag) =>
    [
        flag.Exists, flag.When, .. When(flag.Bit), .. When(flag.Otherwise), .. When(flag.Smaps), .. When(flag.Trace), .. When(flag.Traits),
    ];

    /// <summary>The conditions of a mask.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> Of(Mask mask) => [mask.Exists, .. When(mask.CNames), .. When(mask.Members), .. When(mask.Trace)];

    /// <summary>The conditions of a table.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> Of(FlagTable table) =>
    [
        .. OfSettings(table),
        .. table.Flags.SelectMany(Of),
        .. table.Masks.SelectMany(Of),
        .. table.Reserved.Select(r => r.When),
        .. table.Fields.SelectMany(f => When(f.Mask).Append(f.Exists)),
    ];

    /// <summary>The conditions of a table's settings.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> OfSettings(FlagTable table) => [table.Settings.SmapsWhen, .. When(table.Settings.Width)];

    /// <summary>The conditions of an option.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> Of(ConfigOption option) => [option.Always, .. When(option.Values)];

    /// <summary>The conditions of the kernels themselves: which architectures there are, and which options they can have.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> OfKernels(DefinitionModel model) => OfKernels(model.Architectures, model.Options);

    /// <summary>The conditions of architectures and options.</summary>
    /// <returns>The conditions, in no particular order.</returns>
    public static IEnumerable<Condition> OfKernels(IEnumerable<Architecture> architectures, IEnumerable<ConfigOption> options) =>
    [
        .. architectures.Select(a => a.Exists),
        .. options.SelectMany(Of),
    ];

    /// <summary>The newest version from which on one of some conditions holds.</summary>
    /// <returns>The version; null where none says since when it holds.</returns>
    public static KernelVersion? NewestSince(IEnumerable<Condition> conditions) =>
        conditions.SelectMany(Terms).OfType<Condition.Versions>().Select(v => v.Since?.Version).Max();

    /// <summary>The versions that conditions mention, within those that are described.</summary>
    /// <returns>The versions at which something may change, oldest first; the first is the oldest that is described.</returns>
    public static IReadOnlyList<KernelVersion> Versions(DefinitionModel model, IEnumerable<Condition> conditions) =>
    [
        .. conditions
            .SelectMany(Terms)
            .OfType<Condition.Versions>()
            .SelectMany(v => v.Changes)
            .Where(v => v > model.Oldest && !KernelSelector.IsAfterNewest(model, v))
            .Append(model.Oldest)
            .Distinct()
            .OrderBy(v => v),
    ];

    /// <summary>The options that conditions mention.</summary>
    /// <returns>Their names, without <c>CONFIG_</c>, in ordinal order.</returns>
    public static IReadOnlyList<string> Options(IEnumerable<Condition> conditions) =>
    [
        .. conditions
            .SelectMany(Terms)
            .Select(term => term switch
            {
                Condition.Option option => option.Name,
                Condition.OptionAbove above => above.Name,
                _ => null,
            })
            .OfType<string>()
            .Distinct()
            .OrderBy(name => name, StringComparer.Ordinal),
    ];

    private static IEnumerable<Condition> When<T>(EquatableArray<Case<T>> cases) => cases.Select(c => c.When);

    private static IEnumerable<Condition> Terms(Condition condition) => condition switch
    {
        Condition.All all => all.Terms.SelectMany(Terms),
        Condition.Any any => any.Terms.SelectMany(Terms),
        Condition.Not not => Terms(not.Term),
        _ => [condition],
    };
}
