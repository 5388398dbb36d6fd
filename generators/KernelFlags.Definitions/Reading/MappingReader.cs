using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>A mapping whose keys were held against its shape: unknown, doubled and missing ones are reported once, here.</summary>
internal sealed class MappingReader
{
    private readonly Dictionary<string, Cursor> _values = new(StringComparer.Ordinal);

    private readonly MappingReader? _below;

    private MappingReader(Cursor at, MappingReader? below = null) => (At, _below) = (at, below);

    public Cursor At { get; }

    /// <summary>The value of a key; null where it is not there.</summary>
    public Cursor? this[string key] => _values.TryGetValue(key, out var value) ? value : _below?[key];

    /// <summary>Opens settings that each layer makes once. What a layer does not say is as the one below it says.</summary>
    /// <param name="key">The key that they stand under.</param>
    /// <param name="shape">Their keys.</param>
    /// <returns>The settings; null where there are none.</returns>
    public static MappingReader? OpenLayered(IEnumerable<Cursor> sections, string key, Shape shape)
    {
        MappingReader? settings = null;
        foreach (var layer in sections.GroupBy(s => s.File.Layer).OrderBy(g => g.Key))
        {
            var first = layer.First();
            foreach (var second in layer.Skip(1))
            {
                second.Key.Report(ProblemRules.SettingTwice, key, first.File.RelativePath);
            }

            settings = Open(first, shape, settings) ?? settings;
        }

        return settings;
    }

    /// <summary>Opens a mapping.</summary>
    /// <returns>Its reader; null for something else, which is reported.</returns>
    public static MappingReader? Open(Cursor at, Shape shape) => Open(at, shape, null);

    private static MappingReader? Open(Cursor at, Shape shape, MappingReader? below)
    {
        if (at.Node is not Node.Mapping)
        {
            Scalars.ReportType(at, shape.What, "a mapping");
            return null;
        }

        var reader = new MappingReader(at, below);
        var names = shape.Keys.ToList();
        foreach (var entry in at.Entries())
        {
            if (!names.Contains(entry.Key))
            {
                entry.Value.Key.ReportName(ProblemRules.UnknownKey, entry.Key, names, shape.What, entry.Key);
            }
            else if (reader._values.ContainsKey(entry.Key))
            {
                entry.Value.Key.Report(ProblemRules.DuplicateKey, entry.Key);
            }
            else
            {
                reader._values.Add(entry.Key, entry.Value);
            }
        }

        foreach (var key in shape.Required.Where(k => !reader._values.ContainsKey(k)))
        {
            at.Report(ProblemRules.MissingKey, shape.What, "'" + key + "'");
        }

        return reader;
    }
}
