namespace KernelFlags.Definitions.Tests;

public sealed class FactsTests
{
    public static TheoryData<string> Headers => Names("");

    public static TheoryData<string> Btf => Names("btf");

    [Theory]
    [MemberData(nameof(Headers))]
    public void Table_ResolvedForAKernel_EqualsItsHeaders(string file) =>
        Assert.Empty(KernelFacts.Read(Path.Combine(KernelFacts.Folder, file)).Differences(Repository.Model));

    [Theory]
    [MemberData(nameof(Headers))]
    public void Table_WithoutTheOptionsThatAnArchitectureAlwaysHas_IsTheSame(string file)
    {
        var facts = KernelFacts.Read(Path.Combine(KernelFacts.Folder, file));
        var always = KernelSelector.Of(Repository.Model, facts.Kernel, facts.Arch).Implied;

        var kernel = KernelSelector.Of(Repository.Model, facts.Kernel, facts.Arch, facts.Config().Except(always).ToEquatableArray());

        Assert.Empty(facts.Differences(TableResolver.Resolve(Repository.Model.FindTable("vma")!, kernel)));
    }

    [Theory]
    [InlineData("7.3", "7.3.4")]
    [InlineData("6.12", "6.12.117-cloud-amd64")]
    public void Table_OfALaterPatchLevel_IsThatOfTheRelease(string release, string later)
    {
        Assert.True(KernelVersion.TryParse(release, out var first));
        Assert.True(KernelVersion.TryParse(later, out var second, allowSuffix: true));

        var one = TableResolver.Resolve(Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, first, "arm64"));
        var other = TableResolver.Resolve(Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, second, "arm64"));

        Assert.Equal(one with { Kernel = other.Kernel }, other);
        Assert.True(other.Kernel.Verified);
    }

    [Theory]
    [InlineData("6.1", true)]
    [InlineData("6.12.3", true)]
    [InlineData("6.13", false)]
    [InlineData("7.1", false)]
    [InlineData("9.1", false)]
    public void Kernel_OfAVersion_IsVerifiedWhereHeadersWereCompared(string version, bool verified)
    {
        Assert.True(KernelVersion.TryParse(version, out var kernel));

        Assert.Equal(verified, KernelSelector.Of(Repository.Model, kernel, "x86_64").Verified);
    }

    [Theory]
    [MemberData(nameof(Btf))]
    public void Enumerators_ResolvedForAKernel_EqualItsBtf(string file)
    {
        var facts = KernelFacts.Read(Path.Combine(KernelFacts.Folder, file));

        Assert.Empty(facts.EnumeratorDifferences(Repository.Model));
    }

    private static TheoryData<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(KernelFacts.Folder, folder), "*.json")
            .Select(path => Path.GetRelativePath(KernelFacts.Folder, path))
            .Order(StringComparer.Ordinal)];
}
