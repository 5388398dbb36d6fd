namespace KernelFlags.Rendering.Tests;

public sealed class SourceRendererTests
{
    public static TheoryData<string> Files => [.. SourceRenderer.Render(Repository.Model).Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Files))]
    public void CommittedFile_IsWhatTheDefinitionsSay(string path) =>
        CommittedFile.Holds("src/" + path, SourceRenderer.Render(Repository.Model).Single(file => file.Path == path).Text);

    [Fact]
    public void Text_WithQuotes_IsALiteral()
    {
        var table = Repository.Model.FindTable("vma")!;
        var changed = table with { Flags = EquatableArray.Of(table.Flags[0] with { Border = new FlagBorder("a \"cause\"\\n", null, null) }) };

        var files = SourceRenderer.Render(Repository.Model with { Tables = EquatableArray.Of(changed) });

        Assert.Contains("\"READ\" => new(\"a \\\"cause\\\"\\\\n\", null, null),", files.Single(file => file.Path.EndsWith("FlagBorders.g.cs", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Word_ThatSomeKernelHasOrWillHave_IsInItsEnumerationAndHasAName()
    {
        var files = With(
            ("madv/other.yaml", """
                words:
                - {name: GONE, value: 90, until: "6.12", summary: It was there.}
                - {name: BETWEEN, value: 91, since: "6.8", until: ["7.0", "6.12.9"], summary: It came and went.}
                - {name: COMING, value: 92, since: "7.4", summary: It will be there.}
                - {name: ELSEWHERE, value: 93, when: {arch: [arm64]}, summary: It is there on another architecture.}
                """),
            ("mlock/other.yaml", """
                fields:
                - {name: COLOR, mask: 0x3, shift: 4, until: "6.12", summary: What color it has.}
                words:
                - {name: COLOR_RED, value: 2, in: COLOR, until: "6.12", summary: It is red.}
                """));

        var advice = files("Advice.g.cs");
        Assert.Contains("It was there (<c>MADV_GONE</c>).</summary>\n    Gone = 90,\n", advice, StringComparison.Ordinal);
        Assert.Contains("    Between = 91,\n", advice, StringComparison.Ordinal);
        Assert.Contains("    Coming = 92,\n", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("Elsewhere", advice, StringComparison.Ordinal);
        Assert.Contains("    ColorRed = 0x20,\n", files("LockFlags.g.cs"), StringComparison.Ordinal);
        Assert.Contains("    ColorMask = 0x30,\n", files("LockFlags.g.cs"), StringComparison.Ordinal);
        var names = files("SystemCallWords.g.cs");
        Assert.All(["(\"GONE\", 90)", "(\"BETWEEN\", 91)", "(\"COMING\", 92)", "(\"COLOR_RED\", 0x20)", "MlockColorShift = 4;"], text => Assert.Contains(text, names, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("value: [{is: 90, since: \"7.0\"}, 91]", "90", "91")]
    [InlineData("value: [{is: 90, since: \"7.4\"}, {is: 91, since: \"6.6\"}, 92]", "91", "90 or 92")]
    [InlineData("value: [{is: 90, since: \"6.6\"}, 91], until: \"6.12\"", "90", "91")]
    public void Word_WhoseNumberIsNotThatOfEveryKernel_HasTheNewestAndSaysTheOthers(string value, string number, string others)
    {
        var files = With(("madv/other.yaml", $"words:\n- {{name: MOVED, {value}, summary: It moved.}}\n"));

        Assert.Contains(
            $"    /// <summary>It moved; {others} on other kernels (<c>MADV_MOVED</c>).</summary>\n    Moved = {number},\n", files("Advice.g.cs"), StringComparison.Ordinal);
        Assert.Contains($"(\"MOVED\", {number})", files("SystemCallWords.g.cs"), StringComparison.Ordinal);
    }

    /// <summary>The files, by their name, of the repository's definitions and some more.</summary>
    private static Func<string, string> With(params (string Path, string Text)[] more)
    {
        var model = Repository.Load([.. Repository.DefinitionFiles(), .. more.Select(file => new DefinitionFile(file.Path, file.Path, file.Text))]);
        var files = SourceRenderer.Render(model);
        return name => files.Single(file => file.Path.EndsWith("/" + name, StringComparison.Ordinal)).Text;
    }
}
