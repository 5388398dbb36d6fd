using System.Text;

namespace KernelFlags.Definitions.Tests;

/// <summary>A problem where a fixture expects it, or where it was found.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Length">How many characters are underlined; 1 for a place between two.</param>
/// <param name="Id">The diagnostic's id.</param>
internal sealed record Mark(string Path, int Line, int Column, int Length, string Id);

/// <summary>
/// A definition with mistakes. A comment below a line marks what is wrong in it, <c>#   ^^^ KF2001</c>, with one more character to the
/// left where it begins with <c>#&lt;</c>. A line <c># path: vma/flags.yaml</c> says which file follows; without one it is a table's
/// only file. A file below <c>overlay/</c> lies over the others.
/// </summary>
internal sealed class Fixture
{
    private const string PathLine = "# path: ";
    private const string OnlyFile = "door/flags.yaml";
    private const string Overlay = "overlay/";

    private readonly Dictionary<string, byte[]> _bytes;

    private Fixture(Dictionary<string, byte[]> bytes)
    {
        _bytes = bytes;
        Files = [.. bytes.Select(file => Read(file.Key, file.Value))];
    }

    public static string Folder { get; } = Repository.Find("tests/KernelFlags.Definitions.Tests/Fixtures");

    public List<DefinitionFile> Files { get; }

    public static IEnumerable<string> Names => Directory
        .EnumerateFiles(Folder, "*.yaml")
        .Select(p => Path.GetFileName(p))
        .Order(StringComparer.Ordinal);

    /// <summary>Reads a fixture, one byte a character: what is not UTF-8 has to arrive as it is.</summary>
    public static Fixture Read(string name) => Parse(Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Folder, name))));

    /// <summary>Takes a text apart into files.</summary>
    public static Fixture Parse(string text)
    {
        var parts = new List<(string Path, StringBuilder Text)>();
        foreach (var line in text.Split('\n').SkipLast(1))
        {
            if (line.StartsWith(PathLine, StringComparison.Ordinal))
            {
                parts.Add((line[PathLine.Length..], new StringBuilder()));
            }
            else if (parts.Count == 0)
            {
                parts.Add((OnlyFile, new StringBuilder()));
            }

            parts[^1].Text.Append(line).Append('\n');
        }

        return new Fixture(parts.ToDictionary(p => p.Path, p => Encoding.Latin1.GetBytes(p.Text.ToString()), StringComparer.Ordinal));
    }

    /// <summary>What a file holds, as it would lie on a disk.</summary>
    public byte[] BytesOf(DefinitionFile file) => _bytes[file.Path];

    private static DefinitionFile Read(string path, byte[] bytes) => path.StartsWith(Overlay, StringComparison.Ordinal)
        ? DefinitionFile.FromBytes(path, path[Overlay.Length..], bytes) with { Layer = 1 }
        : DefinitionFile.FromBytes(path, path, bytes);

    public IEnumerable<Mark> Expected() => Files.SelectMany(Marks);

    public IEnumerable<Mark> Found() => DefinitionLoader.Load(Files).Problems
        .Select(p => new Mark(p.Path, p.Line, p.Column, p.EndLine == p.Line ? Math.Max(1, p.EndColumn - p.Column) : 1, p.Id));

    private static IEnumerable<Mark> Marks(DefinitionFile file)
    {
        var line = 0;
        var number = 0;
        foreach (var text in file.Text.Split('\n'))
        {
            number++;
            var id = text.IndexOf(" KF", StringComparison.Ordinal);
            if (id < 0 || text.TrimStart('#', '<', ' ', '^').Length != text.Length - id - 1)
            {
                line = number;
                continue;
            }

            var start = text.StartsWith("#<", StringComparison.Ordinal) ? 0 : text.IndexOf('^', StringComparison.Ordinal);
            yield return new Mark(file.Path, line, start + 1, Math.Max(1, start == 0 && id == 2 ? 1 : id - start), text[(id + 1)..]);
        }
    }
}
