using KernelFlags.Rendering.CSharp;
using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering;

/// <summary>
/// Renders the words of system calls to the enumerations that this project's own code uses, and to the tables of their names. They are about
/// every kernel, and the numbers of the first architecture are those that most have.
/// </summary>
internal static class WordRenderer
{
    private const string NamesFile = "KernelFlags.Live/Traces/SystemCallWords.g.cs";

    private const string Remarks = "The numbers are those of most architectures (asm-generic); others are translated where they come in.";

    /// <summary>Each table's enumeration: its namespace, which is also the folder of its project, and its name.</summary>
    private static readonly (string Table, string Namespace, string Name)[] Enumerations =
    [
        ("prot", "KernelFlags", "Protection"),
        ("map", "KernelFlags", "MapFlags"),
        ("mlock", "KernelFlags", "LockFlags"),
        ("mcl", "KernelFlags", "LockAllFlags"),
        ("madv", "KernelFlags.Vma", "Advice"),
        ("mremap", "KernelFlags.Vma", "RemapFlags"),
        ("uffd_feature", "KernelFlags.Vma", "UffdFeatures"),
        ("uffd_mode", "KernelFlags.Vma", "UffdMode"),
    ];

    /// <summary>Members that are called otherwise than their word.</summary>
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["UFFDIO_REGISTER_MODE_WP"] = "WriteProtect",
        ["UFFDIO_REGISTER_MODE_RWP"] = "ReadWriteProtect",
    };

    /// <summary>Renders the files.</summary>
    /// <param name="model">The definitions, which have each of the tables.</param>
    /// <returns>The files, for the folder <c>src</c>.</returns>
    public static IReadOnlyList<OutputFile> Render(DefinitionModel model)
    {
        var tables = Enumerations.Select(entry => model.FindTable(entry.Table)).OfType<FlagTable>()
            .ToDictionary(table => table.Name, table => EveryKernel.Of(model, table), StringComparer.Ordinal);
        var enumerations = Enumerations.Where(entry => tables.ContainsKey(entry.Table)).Select(entry => new OutputFile(
            $"{entry.Namespace}/{entry.Name}.g.cs",
            new WordEnumeration(entry.Namespace, entry.Name, Origin($"The words of definitions/{entry.Table}.")).Render(tables[entry.Table], Remarks, Members)));
        return [.. enumerations, new OutputFile(NamesFile, Names(Enumerations.Select(entry => entry.Table).Where(tables.ContainsKey).Select(name => tables[name])))];
    }

    private static string[] Origin(string what) => [$"{what} Made by: kflags gen --target {SourceRenderer.Name} --out src"];

    private static string Names(IEnumerable<ResolvedTable> tables)
    {
        var all = tables.ToList();
        return TemplateRenderer.Render("words/names.cs.scriban", new()
        {
            ["origin"] = Rows.Of(Origin("The words of the tables in definitions.")),
            ["namespace"] = "KernelFlags.Live.Traces",
            ["name"] = "SystemCallWords",
            ["tables"] = Rows.Of(all.SelectMany(NameTables).Select((table, i) => (table, i)), entry => new ScriptObject
            {
                ["gap"] = entry.i == 0 ? string.Empty : "\n",
                ["name"] = entry.table.Name,
                ["summary"] = Escape.Xml(entry.table.Summary),
                ["rows"] = Rows.Of(entry.table.Words.OrderBy(word => word.Value.Low), word => new ScriptObject
                {
                    ["text"] = $"({Quote.C(word.Name)}, {WordEnumeration.Literal(word.Value, word.Number is null || word.Field is not null, isLong: false)})",
                }),
            }),
            ["shifts"] = Rows.Of(all.SelectMany(table => table.Fields.Where(field => field.Shift > 0), (table, field) => (table, field)), entry => new ScriptObject
            {
                ["name"] = CSharpNames.ToMember(entry.table.Name) + CSharpNames.ToMember(entry.field.Name) + "Shift",
                ["summary"] = $"How far a value of the field {entry.field.Name} is shifted.",
                ["value"] = entry.field.Shift,
            }),
        });
    }

    /// <summary>The words of a table by what they stand in: bits and values of the whole word together, each field by itself.</summary>
    private static IEnumerable<(string Name, string Summary, List<ResolvedFlag> Words)> NameTables(ResolvedTable table)
    {
        var name = CSharpNames.ToMember(table.Name);
        var words = table.Flags.Where(word => !word.IsAboutField).ToList();
        yield return (name, table.Summary, words.FindAll(word => word.Field is null));
        foreach (var field in table.Fields)
        {
            yield return (name + CSharpNames.ToMember(field.Name), field.Summary, words.FindAll(word => word.Field == field.Name));
        }
    }
}
