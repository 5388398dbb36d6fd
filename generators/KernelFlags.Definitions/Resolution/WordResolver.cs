using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>Resolves the words of a system call and the fields that their values stand in.</summary>
internal sealed class WordResolver
{
    private readonly FlagTable _table;
    private readonly ContextSource _contexts;
    private readonly int _width;
    private readonly Dictionary<string, Flag> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResolvedField> _fields = new(StringComparer.Ordinal);

    public WordResolver(FlagTable table, ContextSource contexts, int width)
    {
        _table = table;
        _contexts = contexts;
        _width = width;
        foreach (var word in table.Flags)
        {
            _byName[word.Name] = word;
        }

        Fields = table.Fields.Select(Resolve).OfType<ResolvedField>().ToEquatableArray();
        foreach (var field in Fields)
        {
            _fields[field.Name] = field;
        }
    }

    /// <summary>The fields that the kernel has.</summary>
    public EquatableArray<ResolvedField> Fields { get; }

    /// <summary>The words, and behind them the numbers that C has about the fields.</summary>
    public EquatableArray<ResolvedFlag> Resolve() =>
        _table.Flags.Select(Resolve).OfType<ResolvedFlag>().Concat(Fields.SelectMany(About)).ToEquatableArray();

    private ResolvedField? Resolve(Field field)
    {
        var context = _contexts.For(field.Name);
        return context.Holds(field.Exists) && context.First(field.Mask) is { } mask
            ? new ResolvedField(field.Name, (mask.Value << (field.Shift ?? 0)) & FlagBits.All(_width), field.Shift ?? 0, field.Summary)
            : null;
    }

    private ResolvedFlag? Resolve(Flag word)
    {
        var context = _contexts.For(word.Name);
        if (!context.Holds(word.Exists))
        {
            return null;
        }

        var source = context.Holds(word.When) ? context.First(word.Bit)?.Value : null;
        var (owner, end) = source is null ? (word, null) : Followed(word, source);
        var isThere = end is { Value: not null } || (end?.Number >= 0 && end.Number < _width);
        if (!isThere && context.First(word.Otherwise)?.Value != Fallback.Zero)
        {
            return null;
        }

        return Named(word.Name, word.Summary) with
        {
            Bit = isThere ? end!.Number : null,
            Number = isThere && end!.Value is { } value ? Placed(owner.Field, value) : null,
            Field = isThere && end!.Value is not null ? owner.Field : null,
            AliasOf = isThere ? source!.Alias : null,
            Since = FlagResolver.Since(word.Exists),
        };
    }

    /// <summary>What C has about a field: its mask, and beside a shift that one too.</summary>
    private IEnumerable<ResolvedFlag> About(ResolvedField field)
    {
        var (name, mask) = field.Shift == 0
            ? (field.Name, field.Bits)
            : (field.Name + "_MASK", field.Bits >> field.Shift);
        yield return Named(name, "The bits of the field " + field.Name + ": " + field.Summary) with { Number = mask, IsAboutField = true };
        if (field.Shift > 0)
        {
            yield return Named(field.Name + "_SHIFT", "How far a value of the field " + field.Name + " is shifted.") with
            {
                Number = new FlagBits((ulong)field.Shift),
                IsAboutField = true,
            };
        }
    }

    private ResolvedFlag Named(string name, string summary) =>
        new(name, _table.Settings.Prefix + name, null, null, null, null, null, null, default, null, summary, null);

    private FlagBits Placed(string? field, FlagBits value) => field is not null && _fields.TryGetValue(field, out var found) ? value << found.Shift : value;

    /// <summary>Follows aliases to a bit or a value. A circle, which binding reports, ends after as many steps as there are words.</summary>
    private (Flag Owner, BitSource? End) Followed(Flag word, BitSource source)
    {
        for (var steps = 0; source.Alias is not null; steps++)
        {
            if (steps > _byName.Count || !_byName.TryGetValue(source.Alias, out var aliased))
            {
                return (word, null);
            }

            var context = _contexts.For(aliased.Name);
            if (!context.Holds(aliased.Exists) || !context.Holds(aliased.When) || context.First(aliased.Bit) is not { } next)
            {
                return (word, null);
            }

            (word, source) = (aliased, next.Value);
        }

        return (word, source);
    }
}
