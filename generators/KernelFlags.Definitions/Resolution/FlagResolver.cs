using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>
/// Resolves the flags of a table: which names exist, and which bits they have. Trace names come later: they depend on each other.
/// </summary>
internal sealed class FlagResolver
{
    private readonly FlagTable _table;
    private readonly ContextSource _contexts;
    private readonly int _width;
    private readonly bool _hasSmaps;
    private readonly Dictionary<string, Flag> _byName = new(StringComparer.Ordinal);

    public FlagResolver(FlagTable table, ContextSource contexts, int width, bool hasSmaps)
    {
        _table = table;
        _contexts = contexts;
        _width = width;
        _hasSmaps = hasSmaps;
        foreach (var flag in table.Flags)
        {
            _byName[flag.Name] = flag;
        }
    }

    public EquatableArray<ResolvedFlag> Resolve() =>
        _table.Flags.Select(Resolve).OfType<ResolvedFlag>().ToEquatableArray();

    private ResolvedFlag? Resolve(Flag flag)
    {
        var context = _contexts.For(flag.Name);
        if (!context.Holds(flag.Exists))
        {
            return null;
        }

        var source = context.First(flag.Bit)?.Value;
        var enumerated = source is null ? null : EnumeratedBit(source);
        var bit = !flag.EnumeratorOnly && enumerated >= 0 && enumerated < _width && context.Holds(flag.When) ? enumerated : null;
        var defined = bit is not null || (!flag.EnumeratorOnly && context.First(flag.Otherwise)?.Value == Fallback.Zero);
        if (enumerated is null && !defined)
        {
            return null;
        }

        return new ResolvedFlag(
            flag.Name,
            defined ? _table.Settings.Prefix + flag.Name : null,
            bit,
            enumerated is null ? null : _table.Settings.EnumeratorPrefix + flag.Name + "_BIT",
            enumerated,
            enumerated is null ? null : source!.Alias,
            bit is null || !_hasSmaps ? null : context.First(flag.Smaps)?.Value,
            null,
            flag.Traits.Where(t => context.Holds(t.When)).Select(t => t.Value).ToEquatableArray(),
            Since(flag.Exists),
            flag.Summary,
            flag.Cause)
        {
            Border = flag.Border,
        };
    }

    /// <summary>Follows aliases to a number. A circle, which binding reports, ends after as many steps as there are flags.</summary>
    private int? EnumeratedBit(BitSource source)
    {
        for (var steps = 0; source.Number is null; steps++)
        {
            if (steps > _byName.Count || !_byName.TryGetValue(source.Alias!, out var aliased))
            {
                return null;
            }

            var context = _contexts.For(aliased.Name);
            if (!context.Holds(aliased.Exists) || context.First(aliased.Bit) is not { } next)
            {
                return null;
            }

            source = next.Value;
        }

        return source.Number;
    }

    /// <summary>Since when a condition of versions holds.</summary>
    public static VersionPoint? Since(Condition exists) => exists switch
    {
        Condition.Versions versions => versions.Since,
        Condition.All all => all.Terms.Select(Since).FirstOrDefault(s => s is not null),
        _ => null,
    };
}
