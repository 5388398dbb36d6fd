namespace KernelFlags.Definitions;

/// <summary>A mapping whose keys were held against its shape: unknown, doubled and missing ones are reported once, here.</summary>
internal sealed class MappingReader
{
    private readonly Dictionary<string, Cursor> _values = new(StringComparer.Ordinal);

    private MappingReader(Cursor at) => At = at;

    public Cursor At { get; }

    /// <summary>The value of a key; null where it is not there.</summary>
    public Cursor? this[string key] => _values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Opens a mapping.</summary>
    /// <returns>Its reader; null for something else, which is reported.</returns>
    public static MappingReader? Open(Cursor at, Shape shape, BindContext context)
    {
        if (at.Node is not Node.Mapping)
        {
            Scalars.ReportType(at, shape.What, "a mapping", context);
            return null;
        }

        var reader = new MappingReader(at);
        var names = shape.Keys.ToList();
        foreach (var entry in at.Entries())
        {
            if (!names.Contains(entry.Key))
            {
                context.Problems.ReportName(entry.Value.Key, ProblemRules.UnknownKey, entry.Key, names, shape.What, entry.Key);
            }
            else if (reader._values.ContainsKey(entry.Key))
            {
                context.Problems.Report(entry.Value.Key, ProblemRules.DuplicateKey, entry.Key);
            }
            else
            {
                reader._values.Add(entry.Key, entry.Value);
            }
        }

        foreach (var key in shape.Required.Where(k => !reader._values.ContainsKey(k)))
        {
            context.Problems.Report(at, ProblemRules.MissingKey, shape.What, "'" + key + "'");
        }

        return reader;
    }
}
