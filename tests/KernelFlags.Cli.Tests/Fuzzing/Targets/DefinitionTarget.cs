using System.Text;
using KernelFlags.Cli.Commands;
using KernelFlags.Cli.Diff;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Output.Findings;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary>
/// <c>kflags lint</c>, and of what has no error <c>table</c>, <c>gen</c> and <c>diff</c>. An input is the files of a root one after the
/// other, each below a line with its path, as in a fixture.
/// </summary>
internal sealed class DefinitionTarget : ReaderTarget
{
    private const string PathLine = "# path: ";
    private const string OnlyFile = "door/flags.yaml";
    private const string Overlay = "overlay/";
    private const int Length = 4 << 10;

    private readonly DefinitionModel _before;

    public DefinitionTarget()
    {
        var fixtures = CorpusFiles.Of(Path.Combine("tests", "KernelFlags.Definitions.Tests", "Fixtures"), "*.yaml");
        var shipped = Repository.DefinitionFiles().SelectMany(file =>
            CorpusFiles.Pieces(Encoding.UTF8.GetBytes(file.Text), 40, 3).Select(piece => (byte[])[.. Encoding.UTF8.GetBytes($"{PathLine}{file.RelativePath}\n"), .. piece]));
        Corpus = [.. fixtures.Where(fixture => fixture.Length <= Length), .. shipped];
        _before = DefinitionLoader.Load(FilesOf(Encoding.UTF8.GetBytes(KnownKernel.SmallText))).Model;
    }

    public override int Slice => 500;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "# path: kernel.yaml\n", "# path: profiles.yaml\n", "# path: capabilities.yaml\n", "# path: door/flags.yaml\n", "# path: vma/flags.yaml\n", "# path: overlay/door/flags.yaml\n", "# path: door/table.yaml\n", "name: ", "bit: ", "alias: ", "smaps: ",
        "trace: ", "since: \"6.5\"", "until: \"7.0\"", "since: [\"6.5\", \"6.1.38\"]", "when: ", "traits: ", "[sticky]", "summary: s.", "flags:\n", "masks:\n", "settings:\n", "width: ", "contract: ", "values: ", "is: ", "cause: ", "accept: ", "reason: ", "remove: true",
        "MMU", "64BIT", "!MMU && 64BIT", "x86_64", "arm64", "[", "]", "{", "}", "- ", ": ", "&x ", "*x", "!t ", "---\n", "|\n", ">\n", "? ", "'", "\"", "\\u0000", "~", "null", "<<: *x", "\t",
    ];

    /// <summary>Files of a root that an input does not give itself: to read those that come with the tool takes longer than all of the input.</summary>
    private static readonly (string Path, string Text)[] Few =
    [
        (
            "kernel.yaml",
            "kernels:\n  oldest: \"6.1\"\n  newest: \"7.3\"\n  verified:\n  - {is: \"6.1.20\", when: {arch: [x86_64, arm64]}}\n  - \"7.2.13\"\n"
                + "architectures:\n- x86_64\n- i386\n- arm64\n- {is: ia64, until: \"6.7\"}\n"
                + "options:\n- name: MMU\n- name: 64BIT\n  always: {arch: [x86_64, arm64, ia64]}\n- name: KSM\n  when: [{arch: [x86_64]}, {arch: [arm64], since: \"6.12\"}]\n"
                + "- name: ARCH_PKEY_BITS\n  since: \"6.12\"\n  values:\n  - {is: 4, when: {arch: [x86_64, i386]}}\n  - {is: 3, when: {arch: [arm64]}}\n"),
        ("profiles.yaml", "profiles:\n- {name: linux-7.2-x86_64, kernel: \"7.2.13\", arch: x86_64, summary: The usual one.}\n"),
        ("capabilities.yaml", "capabilities:\n- name: mseal\n  since: \"6.10\"\n  summary: mseal exists.\n"),
    ];

    protected override void Read(byte[] input, int way)
    {
        var files = FilesOf(input);
        var loaded = DefinitionLoader.Load(files);
        foreach (var problem in loaded.Problems)
        {
            var text = files.Find(file => file.Path == problem.Path)?.Text ?? "";
            if (problem.Start < 0 || problem.Length < 0 || problem.Start + problem.Length > text.Length || problem.Line < 1 || problem.Column < 1)
            {
                throw new InvalidDataException($"a problem stands outside of its file: {problem}");
            }

            NoTerminal.Output.WriteLine(ProblemLine.Of(problem));
        }

        JsonDocumentWriter.Write(NoTerminal.Output, LintCommand.Document(loaded.Problems));

        if (!loaded.HasErrors)
        {
            Print(loaded.Model, way);
        }
    }

    /// <summary>The files of an input, each path once, as in a folder.</summary>
    private static List<DefinitionFile> FilesOf(byte[] input)
    {
        var parts = new OrderedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        var path = OnlyFile;
        foreach (var line in Encoding.Latin1.GetString(input).Split('\n'))
        {
            if (line.StartsWith(PathLine, StringComparison.Ordinal))
            {
                path = line[PathLine.Length..];
            }
            else
            {
                parts.TryAdd(path, new StringBuilder());
                parts[path].Append(line).Append('\n');
            }
        }

        foreach (var (few, text) in Few)
        {
            parts.TryAdd(few, new StringBuilder(text));
        }

        return [.. parts.Where(part => DefinitionFile.IsDefinition(PathIn(part.Key))).Select(part => FileOf(part.Key, Encoding.Latin1.GetBytes(part.Value.ToString())))];
    }

    private static DefinitionFile FileOf(string path, byte[] bytes) => DefinitionFile.FromBytes(path, PathIn(path), bytes) with { Layer = PathIn(path) == path ? 0 : 1 };

    private static string PathIn(string path) => path.StartsWith(Overlay, StringComparison.Ordinal) ? path[Overlay.Length..] : path;

    private void Print(DefinitionModel model, int way)
    {
        foreach (var table in model.Tables)
        {
            var newest = model.Newest;
            var arch = KernelSelector.Architectures(model, newest).FirstOrDefault() ?? throw new UnusableException("there is no architecture");
            var resolved = TableResolver.Resolve(table, KernelSelector.Of(model, newest, arch));
            TableText.Render(resolved, new Style(way % 2 == 0));
            Rendering.Targets.All[way % Rendering.Targets.All.Count].Render(resolved);
            var difference = way % 2 == 0 ? TableComparison.Compare(_before, model, table.Name) : TableComparison.Compare(model, _before, table.Name);
            DiffText.Render(difference, new Style(false));
            DiffMarkdown.Render(difference);
            JsonDocumentWriter.Write(NoTerminal.Output, DiffJson.Render(difference, "before", "after"));
            if (table.Name == "vma" && way == 1)
            {
                ExactKernel.Of(model, resolved.Kernel);
            }
        }
    }
}
