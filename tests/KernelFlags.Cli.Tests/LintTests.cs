using System.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Tests;

public sealed class LintTests
{
    private const string Broken = """
        flags:
        - name: OPEN
          bit: 0
          summary: It is open.
        - name: OPEN
          bit: 99
          sumary: It is open.
        """;

    [Fact]
    public async Task OwnDefinitions_LintWithoutALine() => Assert.Empty((await Kflags.RunAsync("lint", "--warnings-as-errors")).Result());

    [Fact]
    public async Task Problems_AreAllThereSortedOneALine()
    {
        using var folder = new ScratchFolder().With("b/flags.yaml", Broken).With("a/flags.yaml", "flags: 3\n");
        var call = await Kflags.RunAsync("lint", folder.Path);
        Assert.Equal(1, call.ExitCode);
        Assert.All(call.OutputLines, line => Assert.Matches(@"^/.*/[ab]/flags\.yaml:\d+:\d+: (error|warning) KF\d{4}: .+$", line));
        Assert.Equal(call.OutputLines.Order(StringComparer.Ordinal), call.OutputLines);
        Assert.Contains(call.OutputLines, line => line.StartsWith(folder["a/flags.yaml"], StringComparison.Ordinal));
        Assert.Contains(call.OutputLines, line => line.Contains("sumary", StringComparison.Ordinal));
        Assert.Contains(call.OutputLines, line => line.Contains("KF1016", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_IsOneDocumentWithTheSameProblems()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", Broken);
        var text = await Kflags.RunAsync("lint", folder.Path);
        var json = await Kflags.RunAsync("lint", "--definitions", folder.Path, "--format", "json");
        Assert.Equal((1, ""), (json.ExitCode, json.Error));
        using var document = JsonDocument.Parse(json.Output);
        var problems = document.RootElement.GetProperty("problems").EnumerateArray().ToList();
        Assert.Equal(
            text.OutputLines,
            problems.Select(p => $"{Text(p, "path")}:{Number(p, "line")}:{Number(p, "column")}: {Text(p, "severity")} {Text(p, "id")}: {Text(p, "message")}"));
        Assert.All(problems, p => Assert.True(Number(p, "endColumn") >= Number(p, "column")));
        Assert.Contains(problems, p => Text(p, "suggestion") == "summary");
    }

    [Fact]
    public async Task Sarif_HasTheSameProblemsWithTheirPages()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", Broken);
        var text = await Kflags.RunInAsync(folder.Path, "", "lint", ".");
        var sarif = await Kflags.RunInAsync(folder.Path, "", "lint", ".", "--format", "sarif");
        Assert.Equal((1, ""), (sarif.ExitCode, sarif.Error));
        using var document = JsonDocument.Parse(sarif.Output);
        var run = document.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => Text(rule, "id")).ToList();
        Assert.Equal(text.OutputLines, run.GetProperty("results").EnumerateArray().Select(result =>
        {
            var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            var region = place.GetProperty("region");
            Assert.Equal(Text(result, "ruleId"), rules[Number(result, "ruleIndex")]);
            return $"{Text(place.GetProperty("artifactLocation"), "uri")}:{Number(region, "startLine")}:{Number(region, "startColumn")}: "
                + $"{Text(result, "level")} {Text(result, "ruleId")}: {Text(result.GetProperty("message"), "text")}";
        }));
    }

    [Fact]
    public async Task GitHub_GetsALineAProblem_ThatItTurnsIntoAnAnnotation()
    {
        using var folder = new ScratchFolder().With("a,b/flags.yaml", "flags:\n- name: 100%\n");
        var call = await Kflags.RunInAsync(folder.Path, "", "lint", ".", "--format", "github");
        Assert.Equal(1, call.ExitCode);
        Assert.Contains(call.OutputLines, line => line.StartsWith("::error file=a%2Cb/flags.yaml,line=2,endLine=2,col=9,endColumn=12,title=KF", StringComparison.Ordinal)
            && line.Contains("100%25", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_WithoutProblems_IsAnEmptyList()
    {
        using var document = JsonDocument.Parse((await Kflags.RunAsync("lint", "--format", "json")).Result());
        Assert.Empty(document.RootElement.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task Warnings_EndWithOneOnlyWhenAsked()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", """
            flags:
            - name: OPEN
              bit: 0
              traits: [sticky]
              summary: It is open.
            """);
        var call = await Kflags.RunAsync("lint", folder.Path);
        Assert.Contains("warning KF5002", Assert.Single(call.OutputLines), StringComparison.Ordinal);
        Assert.Equal(0, call.ExitCode);
        Assert.Equal(1, (await Kflags.RunAsync("lint", folder.Path, "--warnings-as-errors")).ExitCode);
    }

    [Theory]
    [InlineData("KF1001", "flags: [")]
    [InlineData("KF1002", "flags:\n\t- name: A\n")]
    [InlineData("KF1003", "flags:\0")]
    [InlineData("KF1007", "a: &a [x]\nb: *a\n")]
    public async Task Nonsense_IsAProblemAtItsPlace(string id, string text)
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", text);
        var call = await Kflags.RunAsync("lint", folder.Path);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains(call.OutputLines, line => line.Contains($"error {id}: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", call.Output + call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesThatAreNotUtf8_AreAProblem()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", "");
        await File.WriteAllBytesAsync(folder["door/flags.yaml"], [.. Encoding.ASCII.GetBytes("flags: "), 0xff, 0xfe], TestContext.Current.CancellationToken);
        Assert.Contains("flags.yaml:1:8: error KF1004", (await Kflags.RunAsync("lint", folder.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HugeAndDeepFiles_AreProblemsSoon()
    {
        using var folder = new ScratchFolder()
            .With("huge/flags.yaml", new string('#', 50 * 1024 * 1024))
            .With("deep/flags.yaml", "flags: " + new string('[', 200_000));
        var call = await Kflags.RunAsync("lint", folder.Path);
        Assert.Contains("KF1005", call.Output, StringComparison.Ordinal);
        Assert.Contains("KF1006", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderLinksThatLeadUpwards_AreNotFollowed()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n");
        Directory.CreateSymbolicLink(folder["door/again"], folder.Path);
        Assert.Empty((await Kflags.RunAsync("lint", folder.Path)).Result());
    }

    [Fact]
    public async Task DanglingLink_IsAFileThatCantBeRead()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n");
        File.CreateSymbolicLink(folder["door/gone.yaml"], folder["nowhere"]);
        Assert.Contains("gone.yaml:1:1: error KF1024", (await Kflags.RunAsync("lint", folder.Path)).Output, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
