namespace KernelFlags.Definitions;

/// <summary>Resolves the masks of a table, and gives it those of the language's traits.</summary>
internal sealed class MaskResolver
{
    private readonly FlagTable _table;
    private readonly ContextSource _contexts;
    private readonly EquatableArray<ResolvedFlag> _flags;
    private readonly FlagBits _word;
    private readonly Dictionary<string, Mask> _masks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _bits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _values = new(StringComparer.Ordinal);

    public MaskResolver(FlagTable table, ContextSource contexts, EquatableArray<ResolvedFlag> flags, int width)
    {
        _table = table;
        _contexts = contexts;
        _flags = flags;
        _word = FlagBits.All(width);
        foreach (var mask in table.Masks)
        {
            _masks[mask.Name] = mask;
        }

        foreach (var flag in flags)
        {
            _bits[flag.Name] = flag.Bit is { } bit ? FlagBits.Of(bit) : default;
        }
    }

    public EquatableArray<ResolvedMask> Resolve()
    {
        var masks = _table.Masks.Where(m => _contexts.For(m.Name).Holds(m.Exists)).Select(Resolve).ToList();
        masks.AddRange(Traits.All
            .Where(trait => masks.All(m => m.Trait != trait))
            .Select(trait => Resolved(TraitMask(trait), default, WithTrait(trait))));
        return masks.ToEquatableArray();
    }

    private static Mask TraitMask(string trait) => new(
        trait.ToUpperInvariant().Replace('-', '_'), default, Condition.Always, default, trait, null, default, default, TraitSummary(trait));

    private static string TraitSummary(string trait) => trait switch
    {
        Traits.Sticky => "A merged area has those that one of the merged had.",
        Traits.IgnoreMerge => "A difference in them does not keep two areas from merging.",
        Traits.CopyOnFork => "fork copies the page tables of an area with one of them.",
        _ => "May be set with only a read lock held.",
    };

    private ResolvedMask Resolve(Mask mask)
    {
        var context = _contexts.For(mask.Name);
        var names = mask.CNames.Where(n => context.Holds(n.When)).Select(n => n.Value).ToEquatableArray();
        return Resolved(mask, names, Value(mask.Name));
    }

    private ResolvedMask Resolved(Mask mask, EquatableArray<string> names, FlagBits value) => new(
        mask.Name,
        names,
        value,
        _flags
            .Where(f => f.AliasOf is null || !_flags.Any(b => b.Name == f.AliasOf && b.Bit is not null))
            .Where(f => f.Bit is { } bit && value.Has(bit))
            .Select(f => f.Name)
            .ToEquatableArray(),
        mask.Trait,
        mask.Complement,
        mask.Summary);

    /// <summary>A mask goes before a flag of the same name, which then is an enumerated bit and nothing else.</summary>
    private FlagBits Value(string name)
    {
        if (_values.TryGetValue(name, out var value))
        {
            return value;
        }

        if (!_masks.TryGetValue(name, out var mask))
        {
            return _bits.TryGetValue(name, out value) ? value : default;
        }

        _values[name] = default;
        value = Compute(mask) & _word;
        _values[name] = value;
        return value;
    }

    private FlagBits Compute(Mask mask)
    {
        var context = _contexts.For(mask.Name);
        if (mask.Trait is { } trait)
        {
            return WithTrait(trait);
        }

        if (mask.Complement is { } complement)
        {
            return ~Value(complement);
        }

        return mask.Members.Where(m => context.Holds(m.When)).Aggregate(default(FlagBits), (bits, m) => bits | Value(m.Value));
    }

    private FlagBits WithTrait(string trait) => _flags
        .Where(f => f.Bit is not null && Has(f, trait))
        .Aggregate(default(FlagBits), (bits, f) => bits | FlagBits.Of(f.Bit!.Value));

    private static bool Has(ResolvedFlag flag, string trait) =>
        flag.Traits.Contains(trait, StringComparer.Ordinal)
        || (trait == Traits.IgnoreMerge && flag.Traits.Contains(Traits.Sticky, StringComparer.Ordinal));
}
