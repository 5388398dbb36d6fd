using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>Reads values that may be cases: a value, a mapping with the value under <c>is</c>, or a list of both.</summary>
internal static class CaseReader
{
    private const int MaxCases = 64;
    private const int MaxItems = 512;

    /// <summary>Reads a value and what must hold for it; null for what is wrong.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="mapping">The mapping that it is the <c>is</c> of; null where it stands by itself.</param>
    internal delegate Found<T>? ReadValue<T>(Cursor value, MappingReader? mapping);

    /// <summary>Reads the cases of one value, of which the first that holds counts.</summary>
    public static List<BoundCase<T>> Cases<T>(Cursor? at, Shape shape, ReadValue<T> read)
    {
        var cases = new List<BoundCase<T>>();
        if (at is null)
        {
            return cases;
        }

        var items = at.Node is Node.Sequence { Items.Count: > 0 } ? Scalars.Items(at, "this key", MaxCases) : [at];
        foreach (var item in items)
        {
            if (Item(item, shape, read) is { } bound)
            {
                cases.Add(bound);
            }
        }

        return cases;
    }

    /// <summary>Reads a list whose items stand each for itself, under its own condition.</summary>
    public static List<BoundCase<T>> List<T>(Cursor? at, string what, Shape shape, ReadValue<T> read) =>
        [.. Scalars.Items(at, what, MaxItems).Select(item => Item(item, shape, read)).OfType<BoundCase<T>>()];

    /// <summary>A reader of names.</summary>
    public static ReadValue<string> Named(Func<Cursor, string?> read) => (at, _) => Found(read(at));

    public static Found<string>? Found(string? value) => value is null ? null : new Found<string>(value);

    public static EquatableArray<Case<T>> Model<T>(IEnumerable<BoundCase<T>> cases) => cases.Select(c => c.Case).ToEquatableArray();

    private static BoundCase<T>? Item<T>(Cursor item, Shape shape, ReadValue<T> read)
    {
        if (item.Node is not Node.Mapping)
        {
            return read(item, null) is { } plain ? new BoundCase<T>(new Case<T>(plain.Value, Condition.Always), item, item, null) : null;
        }

        if (MappingReader.Open(item, shape) is not { } mapping)
        {
            return null;
        }

        var when = ConditionReader.ReadCase(mapping);
        var valueAt = mapping["is"] ?? mapping["alias"] ?? item;
        return read(valueAt, mapping) is { } value ? new BoundCase<T>(new Case<T>(value.Value, when), item, valueAt, mapping) : null;
    }
}
