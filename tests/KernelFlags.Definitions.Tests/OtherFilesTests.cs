namespace KernelFlags.Definitions.Tests;

/// <summary>What lies in a folder <c>definitions</c> and is something else is left alone; what may be a slip is not.</summary>
public sealed class OtherFilesTests
{
    private const string OpenApi = "openapi: 3.1.0\ninfo: &info {title: An API}\npaths: {}\n";
    private const string Door = "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n";

    [Theory]
    [InlineData("api/openapi.yaml", OpenApi, true)]
    [InlineData("openapi.yaml", OpenApi, true)]
    [InlineData("api/deep/services.yaml", "services: {web: {image: web}}\n", true)]
    [InlineData("door/openapi.yaml", OpenApi, false)]
    [InlineData("window/flags.yaml", "flag:\n- {name: OPEN}\n", false)]
    [InlineData("window/flags.yaml", "- {name: OPEN}\n", false)]
    [InlineData("window/flags.yaml", "", false)]
    [InlineData("profiles.yaml", "profils: []\n", false)]
    public void File_IsLeftAlone_WhereNoKeyOfItsFolderIsOneOfOurs(string path, string text, bool isLeftAlone)
    {
        var loaded = DefinitionLoader.Load([new("door/flags.yaml", "door/flags.yaml", Door), new(path, path, text)]);
        Assert.Equal(isLeftAlone, loaded.Problems.IsEmpty);
        Assert.NotNull(loaded.Model.FindTable("door"));
    }

    [Fact]
    public void Folder_WithNothingElse_IsNotLeftAlone() => Assert.True(DefinitionLoader.Load([new("api/openapi.yaml", "api/openapi.yaml", OpenApi)]).HasErrors);
}
