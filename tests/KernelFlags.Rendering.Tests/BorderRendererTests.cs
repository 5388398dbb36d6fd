namespace KernelFlags.Rendering.Tests;

public sealed class BorderRendererTests
{
    [Fact]
    public void CommittedFile_IsWhatTheDefinitionsSay() =>
        CommittedFile.Holds("src/" + BorderRenderer.FileName, BorderRenderer.TargetOf(Repository.Model).Render(OwnTables.Of("linux-7.2-x86_64")).Single().Text);

    [Fact]
    public void Text_WithQuotes_IsALiteral()
    {
        var flag = Repository.Model.FindTable("vma")!.Flags[0] with { Border = new FlagBorder("a \"cause\"\\n", null, null) };

        Assert.Contains("\"READ\" => new(\"a \\\"cause\\\"\\\\n\", null, null),", BorderRenderer.Render([flag]), StringComparison.Ordinal);
    }
}
