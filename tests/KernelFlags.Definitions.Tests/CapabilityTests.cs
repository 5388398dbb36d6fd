namespace KernelFlags.Definitions.Tests;

public sealed class CapabilityTests
{
    [Fact]
    public void Capabilities_OfTheDefinitions_EqualThoseOfTheContracts() =>
        Assert.Equal(Repository.Model.Capabilities.Select(c => c.Name), KernelCapabilityNames.All);

    [Fact]
    public void Capabilities_Members_AreNamedAsTheDefinitionsNameThem() => Assert.Equal(
        Repository.Model.Capabilities.Select(c => c.Name.Replace("-", "", StringComparison.Ordinal)),
        Enum.GetNames<KernelCapability>(),
        StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("6.1", "", "fault-around-to-file-end")]
    [InlineData("6.16.3", "", "dontunmap-drops-account")]
    [InlineData("6.1.157", "", "unmergeable-clears-high-flags")]
    [InlineData("6.6.63", "", "unmergeable-clears-high-flags")]
    [InlineData("6.16.12", "", "unmergeable-clears-high-flags")]
    [InlineData("7.3", "MEM_SOFT_DIRTY", "soft-dirty")]
    public void Capabilities_OfAKernel_HaveWhatHoldsThere(string version, string config, string capability)
    {
        Assert.True(KernelVersion.TryParse(version, out var kernel));

        Assert.Contains(capability, Resolve(kernel, config));
    }

    [Theory]
    [InlineData("6.17", "", "dontunmap-drops-account")]
    [InlineData("6.1.158", "", "unmergeable-clears-high-flags")]
    [InlineData("6.12.117", "", "unmergeable-clears-high-flags")]
    [InlineData("6.17.3", "", "unmergeable-clears-high-flags")]
    [InlineData("6.12", "", "guard-install")]
    [InlineData("7.3", "", "soft-dirty")]
    [InlineData("7.3", "USERFAULTFD", "uffd-minor")]
    public void Capabilities_OfAKernel_LackWhatDoesNotHoldThere(string version, string config, string capability)
    {
        Assert.True(KernelVersion.TryParse(version, out var kernel));

        Assert.DoesNotContain(capability, Resolve(kernel, config));
    }

    [Fact]
    public void Capabilities_OfAProfileWithExtras_HaveThemEarly()
    {
        var profile = KernelSelector.Of(Repository.Model, Repository.Model.FindProfile("linux-6.18.44-x86_64")!);

        Assert.Contains("guard-file-without-anon-vma", TableResolver.Capabilities(Repository.Model, profile));
    }

    private static EquatableArray<string> Resolve(KernelVersion kernel, string config) => TableResolver.Capabilities(
        Repository.Model,
        KernelSelector.Of(Repository.Model, kernel, "x86_64", config.Split(',', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray()));
}
