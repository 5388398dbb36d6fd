namespace KernelFlags.Rendering.Tests;

public sealed class CapabilityRendererTests
{
    [Fact]
    public void CommittedFile_IsWhatTheDefinitionsSay() =>
        CommittedFile.Holds("src/KernelFlags/" + CapabilityRenderer.FileName, CapabilityRenderer.Render(Repository.Model.Capabilities));
}
