using System.Text.Json.Nodes;
using KernelFlags.Cli.Output.Findings;

namespace KernelFlags.Cli.Tests;

public sealed class SarifDocumentTests
{
    private static readonly SarifRule[] Rules = [new("KF1", "First"), new("KF2", "Second", "https://example.org/KF2.md")];

    [Fact]
    public void Log_HasItsVersionItsRulesAndItsResults()
    {
        var log = SarifDocument.Of(Rules, [new("KF2", SarifDocument.Error, "it is wrong", "a/b.yaml", 3, 8, 3, 11)]);
        Assert.Equal("2.1.0", (string?)log["version"]);
        var run = log["runs"]!.AsArray().Single()!;
        var driver = run["tool"]!["driver"]!;
        Assert.Equal("kflags", (string?)driver["name"]);
        Assert.Matches(@"^\d+\.\d+", (string?)driver["version"]);
        Assert.Equal(["KF1", "KF2"], driver["rules"]!.AsArray().Select(rule => (string?)rule!["id"]));
        Assert.Equal("https://example.org/KF2.md", (string?)driver["rules"]![1]!["helpUri"]);
        var result = run["results"]!.AsArray().Single()!;
        Assert.Equal(("KF2", 1, "error", "it is wrong"), ((string?)result["ruleId"], (int?)result["ruleIndex"], (string?)result["level"], (string?)result["message"]!["text"]));
        var place = result["locations"]![0]!["physicalLocation"]!;
        Assert.Equal("a/b.yaml", (string?)place["artifactLocation"]!["uri"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"startLine":3,"startColumn":8,"endLine":3,"endColumn":11}"""), place["region"]));
    }

    [Fact]
    public void Log_WithoutResults_IsALogToo() =>
        Assert.Empty(SarifDocument.Of(Rules, [])["runs"]![0]!["results"]!.AsArray());

    [Theory]
    [InlineData("a b.c", "a%20b.c")]
    [InlineData("a:b/c#d?e.c", "a%3Ab/c%23d%3Fe.c")]
    [InlineData("../x.c", "../x.c")]
    [InlineData("/tmp/ä.c", "file:///tmp/%C3%A4.c")]
    [InlineData("100%.c", "100%25.c")]
    public void Path_IsAReference(string path, string reference)
    {
        var log = SarifDocument.Of(Rules, [new("KF1", SarifDocument.Warning, "", path, 1, 1, 1, 2)]);
        var written = (string?)log["runs"]![0]!["results"]![0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"];
        Assert.Equal(reference, written);
        Assert.True(Uri.TryCreate(written, UriKind.RelativeOrAbsolute, out _));
    }
}
