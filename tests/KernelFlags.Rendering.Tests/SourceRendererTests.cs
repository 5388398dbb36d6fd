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
}
