using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>A kernel against which conditions are evaluated.</summary>
/// <param name="Options">The options that are set, and their numbers; 1 for <c>y</c> and <c>m</c>.</param>
internal sealed record KernelContext(KernelVersion Version, string Arch, IReadOnlyDictionary<string, int> Options)
{
    /// <summary>Whether <paramref name="condition"/> holds here.</summary>
    public bool Holds(Condition condition) => condition switch
    {
        Condition.All all => all.Terms.All(Holds),
        Condition.Any any => any.Terms.Any(Holds),
        Condition.Not not => !Holds(not.Term),
        Condition.Option option => Options.ContainsKey(option.Name),
        Condition.OptionAbove above => Options.TryGetValue(above.Name, out var value) && value > above.Limit,
        Condition.Arch arch => arch.Names.Contains(Arch, StringComparer.Ordinal),
        Condition.Versions versions => versions.Include(Version),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>The first case that holds.</summary>
    /// <returns>The case; null when none does.</returns>
    public Case<T>? First<T>(EquatableArray<Case<T>> cases) => cases.FirstOrDefault(c => Holds(c.When));
}
