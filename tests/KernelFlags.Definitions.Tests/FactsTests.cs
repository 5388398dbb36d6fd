namespace KernelFlags.Definitions.Tests;

public sealed class FactsTests
{
    public static TheoryData<string> Headers => [.. Names(""), .. Names("between")];

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
    [InlineData("vma/guard.yaml", "bit: 11", "bit: 60", "flag VM_MAYBE_GUARD is 0x1000000000000000 60, not 0x800 11")]
    [InlineData("vma/guard.yaml", "sticky, atomic", "atomic", "mask VMA_STICKY_FLAGS is 0x8000000, not 0x8000800")]
    [InlineData("vma/guard.yaml", "smaps: gu", "smaps: gd", "mnemonic 11 is gd, not gu")]
    [InlineData("vma/locking.yaml", "trace: locked", "trace: lockd", "trace entry 14 is")]
    [InlineData("vma/masks.yaml", "flags: [IO, PFNMAP, ", "flags: [IO, ", "mask VMA_REMAP_FLAGS is 0x4044000, not 0x4044400")]
    public void Table_OfABrokenDefinition_DiffersFromTheHeaders(string file, string text, string broken, string difference)
    {
        var files = Repository.DefinitionFiles().Select(f => f.RelativePath == file
            ? f with { Text = f.Text.Replace(text, broken, StringComparison.Ordinal) }
            : f);

        var facts = KernelFacts.Read(Path.Combine(KernelFacts.Folder, "7.2-x86_64-all.json"));
        var differences = facts.Differences(DefinitionLoader.Load(files).Model);

        Assert.Contains(differences, d => d.StartsWith(difference, StringComparison.Ordinal));
    }

    [Fact]
    public void Table_OfAProfileWithExtras_HasThemAsTheLaterVersionDoes()
    {
        var profile = KernelSelector.Of(Repository.Model, Repository.Model.FindProfile("linux-6.18.44-x86_64")!);
        var early = TableResolver.Resolve(Repository.Model.FindTable("vma")!, profile);
        var plain = TableResolver.Resolve(Repository.Model.FindTable("vma")!, profile with { Extras = default });

        Assert.Equal((11, "gu"), (early.Flags.Single(f => f.Name == "MAYBE_GUARD").Bit, early.Smaps[11]));
        Assert.Equal(new FlagBits(0x800), early.Masks.Single(m => m.Name == "STICKY").Value);
        Assert.Contains("VM_STICKY", early.Masks.Single(m => m.Name == "STICKY").CNames);
        Assert.DoesNotContain(plain.Flags, f => f.Name == "MAYBE_GUARD");
        Assert.False(profile.Verified);
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
