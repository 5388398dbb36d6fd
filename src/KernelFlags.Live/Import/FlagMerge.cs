using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>Makes what a series changes of a flag or a mask into a change of its definition, from a version on: what held before stays.</summary>
/// <param name="since">The version.</param>
/// <param name="until">The version that is without it again: a stable branch keeps what it got to itself. Null for none.</param>
internal sealed class FlagMerge(VersionPoint since, VersionPoint? until)
{
    private readonly Condition _from = new Condition.Versions(since, until);
    private readonly Condition _before = new Condition.Versions(null, since);

    /// <summary>A flag that is new.</summary>
    public Flag Added(Flag flag) => flag with { Exists = _from };

    /// <summary>A mask that is new.</summary>
    public Mask Added(Mask mask) => mask with { Exists = Condition.Always, CNames = Under(mask.CNames, _from) };

    /// <summary>A flag that is gone.</summary>
    public Flag Removed(Flag known) => OnMainline(known, known.Name) with { Exists = Before(known.Exists) };

    /// <summary>A mask that is gone.</summary>
    public Mask Removed(Mask known) => OnMainline(known, known.Name) with { CNames = known.CNames.Select(n => n with { When = Before(n.When) }).ToEquatableArray() };

    /// <summary>A flag that is changed.</summary>
    /// <param name="known">As it is defined.</param>
    /// <param name="older">As the tree had it.</param>
    /// <param name="newer">As the tree has it now.</param>
    public Flag Changed(Flag known, Flag older, Flag newer) => OnMainline(known, known.Name) with
    {
        Bit = Changed(known.Bit, older.Bit, newer.Bit),
        When = older.When == newer.When ? known.When : new Condition.Any(EquatableArray.Of(newer.When.And(_from), Before(known.When))),
        Otherwise = Changed(known.Otherwise, older.Otherwise, newer.Otherwise),
        Smaps = Changed(known.Smaps, older.Smaps, newer.Smaps),
        Trace = Changed(known.Trace, older.Trace, newer.Trace),
        Traits = ChangedSet(known.Traits, older.Traits, newer.Traits),
    };

    /// <summary>A mask that is changed.</summary>
    public Mask Changed(Mask known, Mask older, Mask newer) => OnMainline(known, known.Name) with
    {
        CNames = ChangedSet(known.CNames, older.CNames, newer.CNames),
        Members = ChangedSet(known.Members, older.Members, newer.Members),
    };

    /// <summary>What a stable branch changes of something known holds on that branch alone: three spans of versions, of which two are made here.</summary>
    private T OnMainline<T>(T known, string name) => until is null ? known : throw new HeaderException(
        $"{name}: the series changes it on a stable branch ({since} up to {until}); only what such a series adds is imported, write this change by hand");

    /// <summary>The first case that holds counts, so that the new ones go before.</summary>
    private EquatableArray<Case<T>> Changed<T>(EquatableArray<Case<T>> known, EquatableArray<Case<T>> older, EquatableArray<Case<T>> newer) =>
        older == newer ? known : Under(newer, _from).Concat(known.Select(c => c with { When = Before(c.When) })).ToEquatableArray();

    /// <summary>Every case that holds counts: only what came or went is touched.</summary>
    private EquatableArray<Case<string>> ChangedSet(EquatableArray<Case<string>> known, EquatableArray<Case<string>> older, EquatableArray<Case<string>> newer)
    {
        var came = newer.Except(older).ToList();
        var gone = older.Except(newer).Select(c => c.Value).ToList();
        return known.Select(c => gone.Contains(c.Value) ? c with { When = Before(c.When) } : c)
            .Concat(Under(came.ToEquatableArray(), _from))
            .ToEquatableArray();
    }

    /// <summary>A condition up to the version; one that ends before it stays as it is.</summary>
    private Condition Before(Condition condition) => condition switch
    {
        Condition.Versions { Until: { } until } when until.IsBy(since) => condition,
        Condition.Versions versions => versions with { Until = since },
        Condition.All { Terms.IsEmpty: false } all when all.Terms.Any(t => t is Condition.Versions) =>
            new Condition.All(all.Terms.Select(t => t is Condition.Versions ? Before(t) : t).ToEquatableArray()),
        Condition.Any { Terms.IsEmpty: false } any => new Condition.Any(any.Terms.Select(Before).ToEquatableArray()),
        _ => condition.And(_before),
    };

    private static EquatableArray<Case<T>> Under<T>(EquatableArray<Case<T>> cases, Condition versions) =>
        cases.Select(c => c with { When = c.When.And(versions) }).ToEquatableArray();
}
