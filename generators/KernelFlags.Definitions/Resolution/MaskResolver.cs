using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

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
            _bits[flag.Name] = flag.Value;
        }
    }

    public EquatableArray<ResolvedMask> Resolve()
    {
        var masks = _table.Masks.Where(m => _contexts.For(m.Name).Holds(m.Exists)).Select(Resolve).ToList();
        masks.AddRange((_table.IsWords ? default : Traits.All)
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
            .Where(f => f.AliasOf is null || !_bits.TryGetValue(f.AliasOf, out var aliased) || aliased.IsEmpty)
            .Where(f => f.Bit is { } bit && value.Has(bit))
            .Select(f => f.Name)
            .ToEquatableArray(),
        mask.Trait,
        mask.Complement,
        mask.Summary);

    /// <summary>
    /// The value of a mask, after those of the masks in it. One that leads back to itself, which binding reports, is empty there.
    /// </summary>
    private FlagBits Value(string name)
    {
        var path = new Stack<string>([name]);
        var entered = new HashSet<string>(StringComparer.Ordinal);
        while (path.Count > 0)
        {
            var mask = _masks[path.Peek()];
            var missing = entered.Add(mask.Name)
                ? Parts(mask).Where(p => _masks.ContainsKey(p) && !_values.ContainsKey(p) && !entered.Contains(p)).ToList()
                : [];
            foreach (var part in missing)
            {
                path.Push(part);
            }

            if (missing.Count == 0)
            {
                _values[mask.Name] = Compute(mask) & _word;
                path.Pop();
            }
        }

        return _values[name];
    }

    private IEnumerable<string> Parts(Mask mask)
    {
        var context = _contexts.For(mask.Name);
        return mask.Complement is { } complement
            ? [complement]
            : mask.Members.Where(m => context.Holds(m.When)).Select(m => m.Value);
    }

    private FlagBits Compute(Mask mask)
    {
        if (mask.Trait is { } trait)
        {
            return WithTrait(trait);
        }

        var union = Parts(mask).Aggregate(default(FlagBits), (bits, part) => bits | Known(part));
        return mask.Complement is null ? union : ~union;
    }

    /// <summary>A mask goes before a flag of the same name, which then is an enumerated bit and nothing else.</summary>
    private FlagBits Known(string name) => _masks.ContainsKey(name)
        ? _values.TryGetValue(name, out var value) ? value : default
        : _bits.TryGetValue(name, out var bit) ? bit : default;

    private FlagBits WithTrait(string trait) => _flags
        .Where(f => f.Bit is not null && Has(f, trait))
        .Aggregate(default(FlagBits), (bits, f) => bits | f.Value);

    private static bool Has(ResolvedFlag flag, string trait) =>
        flag.Traits.Contains(trait, StringComparer.Ordinal)
        || (trait == Traits.IgnoreMerge && flag.Traits.Contains(Traits.Sticky, StringComparer.Ordinal));
}
