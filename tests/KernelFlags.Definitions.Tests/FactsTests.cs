namespace KernelFlags.Definitions.Tests;

public sealed class FactsTests
{
    public static TheoryData<string> Headers => [.. Names(""), .. Names("between")];

    public static TheoryData<string> Btf => Names("btf");

    public static TheoryData<string> Images => Names("images");

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
    [InlineData("6.12", "6.12.117")]
    [InlineData("6.1", "6.1.176")]
    [InlineData("6.19", "6.19.9")]
    [InlineData("6.5", "6.5")]
    [InlineData("6.1.0", "6.1")]
    [InlineData("6.1.20-custom", "6.1.20")]
    [InlineData("7.3-rc1", "7.3")]
    public void Version_AsItIsWritten_WithoutPatchLevelIsTheNewestThatWasCompared(string text, string version)
    {
        Assert.True(KernelSelector.TryParse(Repository.Model, text, out var kernel));

        Assert.Equal(version, kernel.ToString());
    }

    [Theory]
    [InlineData("6.1.176", "x86_64", EvidenceKind.Headers)]
    [InlineData("6.1.20", "arm64", EvidenceKind.Headers)]
    [InlineData("6.1.20", "s390", EvidenceKind.None)]
    [InlineData("6.1", "x86_64", EvidenceKind.None)]
    [InlineData("6.12.3", "x86_64", EvidenceKind.None)]
    [InlineData("6.13", "x86_64", EvidenceKind.None)]
    [InlineData("6.18.15", "x86_64", EvidenceKind.Image)]
    [InlineData("7.2.13", "sparc32", EvidenceKind.Headers)]
    [InlineData("9.1", "x86_64", EvidenceKind.Newer)]
    public void Table_OfAKernel_RestsOnWhatWasComparedWithJustThat(string version, string arch, EvidenceKind kind)
    {
        Assert.True(KernelVersion.TryParse(version, out var kernel));

        var table = TableResolver.Resolve(Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, kernel, arch));

        Assert.Equal(kind, table.Kernel.Evidence.Kind);
        Assert.Equal(kind == EvidenceKind.Headers, table.Kernel.Verified);
    }

    [Fact]
    public void Table_BetweenTwoThatWereCompared_NamesBoth()
    {
        var evidence = KernelSelector.Of(Repository.Model, new KernelVersion(6, 15), "arm64").Evidence;

        Assert.Equal(new KernelEvidence(EvidenceKind.None, new(6, 13, 2), new(6, 19, 9)), evidence);
    }

    [Theory]
    [InlineData("vma/guard.yaml", "sticky, atomic", "atomic")]
    [InlineData("vma/masks.yaml", "flags: [IO, PFNMAP, ", "flags: [IO, ")]
    [InlineData("kernel.yaml", "{arch: [loongarch64], since: \"6.9\"}", "{arch: [loongarch64], since: \"6.6\"}")]
    public void Table_OfChangedDefinitions_WasComparedWithNothing(string file, string text, string changed)
    {
        var files = Repository.DefinitionFiles()
            .Select(f => f.RelativePath == file ? f with { Text = f.Text.Replace(text, changed, StringComparison.Ordinal) } : f)
            .Append(new DefinitionFile("door/flags.yaml", "door/flags.yaml", "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n"));
        var model = DefinitionLoader.Load(files).Model;
        var kernel = KernelSelector.Of(model, new KernelVersion(7, 2, 13), "x86_64");

        Assert.All(["vma", "door"], table =>
            Assert.Equal(EvidenceKind.OtherTable, TableResolver.Resolve(model.FindTable(table)!, kernel).Kernel.Evidence.Kind));
    }

    [Fact]
    public void Table_WithMoreOptionsOrAnotherComment_IsStillTheOneThatWasCompared()
    {
        var files = Repository.DefinitionFiles().Select(f => f.RelativePath == "kernel.yaml"
            ? f with { Text = f.Text.Replace("options:\n", "options:\n- name: DOOR\n# Of doors.\n", StringComparison.Ordinal) }
            : f);
        var model = DefinitionLoader.Load(files).Model;

        Assert.True(TableResolver.Resolve(model.FindTable("vma")!, KernelSelector.Of(model, new KernelVersion(7, 2, 13), "x86_64")).Kernel.Verified);
    }

    /// <summary>What is said of other architectures of the versions in the folder itself, the tests of the kernel trees prove.</summary>
    [Fact]
    public void Verified_NamesJustTheKernelsWhoseHeadersAreCompared()
    {
        var trees = Facts("").Select(f => f.Kernel).ToHashSet();
        var between = Facts("between").Select(f => (f.Kernel, f.Arch)).ToHashSet();
        var claimed = Repository.Model.Verified
            .SelectMany(v => KernelSelector.Architectures(Repository.Model, v.Value).Select(arch => (Kernel: v.Value, Arch: arch)))
            .Where(c => KernelSelector.Of(Repository.Model, c.Kernel, c.Arch).Verified)
            .ToList();

        Assert.Equal(trees.Order(), claimed.Where(c => !between.Contains(c)).Select(c => c.Kernel).Distinct().Order());
        Assert.Equal(between.Order(), claimed.Where(c => !trees.Contains(c.Kernel)).Order());
    }

    [Fact]
    public void Images_NamesJustTheKernelsThatWereCompared() => Assert.Equal(
        Facts("images").Select(f => (f.Kernel, f.Arch)).Order(),
        Repository.Model.Images.Select(i => (i.Value, "x86_64")).Order());

    [Theory]
    [MemberData(nameof(Images))]
    public void Mnemonics_ResolvedForAKernel_EqualItsImage(string file)
    {
        var facts = KernelFacts.Read(Path.Combine(KernelFacts.Folder, file));

        Assert.Empty(facts.ImageDifferences(Repository.Model));
        Assert.Equal(EvidenceKind.Image, KernelSelector.Of(Repository.Model, facts.Kernel, facts.Arch).Evidence.Kind);
    }

    [Theory]
    [MemberData(nameof(Btf))]
    public void Enumerators_ResolvedForAKernel_EqualItsBtf(string file)
    {
        var facts = KernelFacts.Read(Path.Combine(KernelFacts.Folder, file));

        Assert.Empty(facts.EnumeratorDifferences(Repository.Model));
    }

    private static IEnumerable<KernelFacts> Facts(string folder) =>
        Names(folder).Select(file => KernelFacts.Read(Path.Combine(KernelFacts.Folder, file.Data)));

    private static TheoryData<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(KernelFacts.Folder, folder), "*.json")
            .Select(path => Path.GetRelativePath(KernelFacts.Folder, path))
            .Order(StringComparer.Ordinal)];
}
