using System.Text;
using KernelFlags.Definitions.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelFlags.Generator.Tests;

/// <summary>What is reported, and where.</summary>
public sealed class DiagnosticTests
{
    public static TheoryData<string> Fixtures => [.. Fixture.Names];

    public static TheoryData<string> Ids => [.. DiagnosticDescriptors.All.Select(descriptor => descriptor.Id)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Problems_OfAFixture_AreThoseThatLintReports(string name)
    {
        var files = Fixture.Read(name).Files;
        SortedDictionary<string, string> In(int layer) =>
            new(files.Where(file => file.Layer == layer).ToDictionary(file => file.RelativePath, file => file.Text), StringComparer.Ordinal);
        const string Source = "namespace Sample; [KernelFlags.KernelFlags(\"door\")] public readonly partial struct DoorFlags;";
        var project = FlagProject.Of(Source, In(layer: 0)) with { Overlay = In(layer: 1) };
        var rooted = files.Select(file => file with { Path = (file.Layer == 0 ? project.Root : project.OverlayRoot) + file.RelativePath });
        var lint = DefinitionLoader.Load(rooted).Problems
            .Select(p => $"{p.Path}({p.Line},{p.Column})-({p.EndLine},{p.EndColumn}) {p.Severity} {p.Id}: {p.Message}");
        var compiler = project.Run().Diagnostics.Select(d =>
        {
            var span = d.Location.GetLineSpan();
            var (start, end) = (span.StartLinePosition, span.EndLinePosition);
            return $"{span.Path}({start.Line + 1},{start.Character + 1})-({end.Line + 1},{end.Character + 1}) {d.DefaultSeverity} {d.Id}: "
                + d.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        });
        Assert.Equal(lint, compiler);
    }

    /// <summary>The command line says the same of the same files: its tests have the same cases.</summary>
    [Theory]
    [InlineData("bit: 0", "definitions/vma/access.yaml(5,8) KF2001", "own/vma/own.yaml(3,8) KF2001")]
    [InlineData("bit: 62")]
    [InlineData("alias: NOTHING", "own/vma/own.yaml(3,10) KF3001")]
    public void Problems_OfAnOverlay_AreThoseOfAllLayersTogether(string bit, params string[] expected)
    {
        var overlay = new Dictionary<string, string> { ["vma/own.yaml"] = $"flags:\n- name: PINNED\n  {bit}\n  when: 64BIT\n  summary: It stays where it is.\n" };
        var found = (FlagProject.OfVma() with { Overlay = overlay }).Run().Diagnostics.Select(d =>
        {
            var span = d.Location.GetLineSpan();
            return $"{span.Path["/project/".Length..]}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}) {d.Id}";
        });
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Overlay_OfAFlag_TakesItsPlaceInTheType()
    {
        var overlay = new Dictionary<string, string>
        {
            ["vma/own.yaml"] = "flags:\n- name: MAYBE_GUARD\n  bit: 60\n  when: 64BIT\n  smaps: gx\n  summary: Somewhere else.\n",
        };
        var run = (FlagProject.OfVma() with { Overlay = overlay }).Run();
        run.AssertCompiles();
        Assert.Contains("\"gx\"", run.Sources["Sample.VmaFlags.Info.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("\"gu\"", run.Sources["Sample.VmaFlags.Info.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_WithAnError_StillYieldsItsOtherFlags()
    {
        var run = FlagProject.OfDoor("""
            flags:
            - name: OPEN
              bit: 0
              summary: It is open.
            - name: LOCKED
              bit: x
              summary: It can't be opened.
            """ + "\n").Run();
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal((5, 7), (diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.Location.GetLineSpan().StartLinePosition.Character));
        Assert.Contains("DoorFlags Open =>", run.Sources["Sample.DoorFlags.Flags.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("Locked", run.Sources["Sample.DoorFlags.Flags.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsListedTwice_IsReadOnce()
    {
        var project = FlagProject.OfDoor("flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n");
        var result = FlagRun.Driver(project, [.. project.Texts(), .. project.Texts()])
            .RunGenerators(project.Compile(), TestContext.Current.CancellationToken).GetRunResult();
        Assert.Empty(result.Diagnostics);
        Assert.Equal(9, result.GeneratedTrees.Length);
    }

    [Fact]
    public void Definition_ThatIsNotUtf8_IsReportedAsOnTheCommandLine()
    {
        byte[] bytes = [.. "flags:\n- name: OPEN\n  bit: 0\n  summary: Es ist offen, f"u8, 0xfc, .. "r immer.\n"u8];
        var text = Microsoft.CodeAnalysis.Text.SourceText.From(new MemoryStream(bytes), Encoding.Latin1);
        var file = DefinitionSource.Read(new Given("/project/definitions/door/flags.yaml", text), new DefinitionMetadata("/").GlobalOptions, TestContext.Current.CancellationToken);
        var expected = DefinitionLoader.Load([DefinitionFile.FromBytes(file!.Path, "door/flags.yaml", bytes)]).Problems;
        Assert.Equal(expected, DefinitionLoader.Load([file]).Problems);
        Assert.Equal("KF1004", Assert.Single(expected).Id);
    }

    [Theory]
    [InlineData("/project/definitions/door/flags.yaml", "door/flags.yaml")]
    [InlineData("definitions\\door\\flags.yaml", "door/flags.yaml")]
    [InlineData("/definitions/old/definitions/kernel.yaml", "kernel.yaml")]
    [InlineData("/project/door/flags.yaml", null)]
    [InlineData("/project/definitions/door/notes.txt", null)]
    public void File_WithoutMetadata_IsADefinitionBelowTheFolder(string path, string? relativePath) => Assert.Equal(
        relativePath, DefinitionSource.Read(new InMemoryText(path, "flags: []\n"), new DefinitionMetadata("*").GlobalOptions, TestContext.Current.CancellationToken)?.RelativePath);

    [Fact]
    public void Project_WithAnOlderLanguage_GetsOneErrorAndNoCode()
    {
        var run = (FlagProject.OfVma() with { Language = LanguageVersion.CSharp11 }).Run();
        Assert.Equal("KF8002", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Sources);
    }

    [Fact]
    public void Project_WithAnOlderLanguageAndNoTable_GetsNone() => Assert.Empty(
        (FlagProject.Of("internal static class Nothing { }", DefinitionTexts.OfRepository) with { Language = LanguageVersion.CSharp11 }).Run().Diagnostics);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Descriptor_HasAPageALinkAndARow(string id)
    {
        var descriptor = DiagnosticDescriptors.All.Single(d => d.Id == id);
        var folder = Repository.Find("generators/KernelFlags.Generator");
        var title = File.ReadLines(Path.Combine(folder, "docs", id + ".md")).First();
        Assert.StartsWith($"# {id}: {descriptor.Title}", title, StringComparison.Ordinal);
        Assert.EndsWith($"/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        var rows = File.ReadLines(Path.Combine(folder, "AnalyzerReleases.Unshipped.md")).Concat(File.ReadLines(Path.Combine(folder, "AnalyzerReleases.Shipped.md")));
        Assert.Contains($"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | [Documentation](docs/{id}.md)", rows);
    }

    [Fact]
    public void Row_OfTheReleaseFiles_HasADescriptor()
    {
        var folder = Repository.Find("generators/KernelFlags.Generator");
        var ids = Directory.EnumerateFiles(folder, "AnalyzerReleases.*.md").SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("KF", StringComparison.Ordinal)).Select(line => line[..6]);
        Assert.Equal(DiagnosticDescriptors.All.Select(d => d.Id).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    private sealed class Given(string path, Microsoft.CodeAnalysis.Text.SourceText text) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => text;
    }
}
