namespace KernelFlags.Rendering.Tests;

public sealed class CapabilityRendererTests
{
    [Fact]
    public void CommittedFile_IsWhatTheDefinitionsSay()
    {
        var committed = Path.Combine(Repository.Root, "src", "KernelFlags", CapabilityRenderer.FileName);
        Assert.Equal(File.ReadAllText(committed), CapabilityRenderer.Render(Repository.Model.Capabilities));
    }
}
