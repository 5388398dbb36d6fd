using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Binding;

/// <summary>A definition file, opened: its sections by key.</summary>
internal sealed class DefinitionSections
{
    private static readonly string[] TableKeys = ["table", "flags", "words", "fields", "masks", "reserved"];

    private readonly MappingReader? _mapping;

    private DefinitionSections(Cursor root, MappingReader? mapping)
    {
        Root = root;
        _mapping = mapping;
        var path = root.File.RelativePath;
        var slash = path.IndexOf('/');
        Table = slash < 0 ? null : path.Substring(0, slash);
        Name = WithoutExtension(path.Substring(slash + 1));
    }

    public Cursor Root { get; }

    /// <summary>The folder, which is the table's name; null for a file that lies in none.</summary>
    public string? Table { get; }

    /// <summary>The file's name without <c>.yaml</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it belongs to the definitions themselves, and not to a layer over them.</summary>
    public bool IsBase => Root.File.Layer == 0;

    /// <summary>Whether it says something about a table.</summary>
    public bool HasTableKeys => TableKeys.Any(k => this[k] is not null);

    public Cursor? this[string key] => _mapping?[key];

    /// <summary>Opens a file. What is in no table's folder can't define flags.</summary>
    public static DefinitionSections Open(ParsedFile file, BindContext context)
    {
        var root = Cursor.RootOf(file, context);
        if (file.Root is null)
        {
            if (file.IsComplete)
            {
                root.Report(ProblemRules.Empty, "the file says nothing", "remove it, or define something");
            }

            return new DefinitionSections(root, null);
        }

        // Where a file breaks off, what was read of it may not even be the mapping that it would have become.
        var mapping = file.IsComplete || root.Node is Node.Mapping ? MappingReader.Open(root, Shape.File) : null;
        var sections = new DefinitionSections(root, mapping);
        foreach (var key in sections.Table is null ? TableKeys : [])
        {
            if (sections[key] is { } at)
            {
                at.Key.Report(ProblemRules.NoTable, key, sections.Name + ".yaml");
            }
        }

        return sections;
    }

    private static string WithoutExtension(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) ? name.Substring(0, name.Length - ".yaml".Length) : name;
}
