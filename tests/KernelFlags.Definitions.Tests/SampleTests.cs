namespace KernelFlags.Definitions.Tests;

/// <summary>The samples are roots of their own: a table that has nothing to do with VMAs, and one of 128 bits.</summary>
public sealed class SampleTests
{
    private static readonly DefinitionModel Gfp = Load("gfp").Model;
    private static readonly DefinitionModel Wide = Load("wide").Model;

    [Theory]
    [InlineData("gfp")]
    [InlineData("wide")]
    public void Sample_Loaded_HasNoProblem(string name)
    {
        var result = Load(name);

        Assert.Empty(result.Problems.Select(Problems.Line));
        Assert.Equal([name], result.Model.Tables.Select(t => t.Name));
    }

    [Fact]
    public void Sample_WithoutProfilesAndVersions_HasThoseThatComeWithTheTool()
    {
        Assert.Equal(Repository.Model.Profiles, Gfp.Profiles);
        Assert.Equal(Repository.Model.Capabilities, Gfp.Capabilities);
        Assert.Equal(Repository.Model.Architectures, Gfp.Architectures);
        Assert.Equal(Repository.Model.Options, Wide.Options);
        Assert.NotEqual(Repository.Model.Options, Gfp.Options);
    }

    [Fact]
    public void UnrelatedTable_Resolved_HasItsPrefixesMasksAndTraits()
    {
        var table = Resolve(Gfp, "gfp", "7.2", "x86_64");

        Assert.Equal((32, null), (table.Width, table.Contract));
        Assert.Equal("__GFP_DMA", table.Flags[0].CName);
        Assert.Equal(new FlagBits(0xcc0), Value(table, "KERNEL"));
        Assert.Equal(new FlagBits(0xd), Value(table, "ZONES"));
        Assert.Equal(new FlagBits(0xfffffff2), Value(table, "ELSEWHERE"));
        Assert.Equal(["GFP_KERNEL", "__GFP_RECLAIM"], table.Trace.Take(2).Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(table.Smaps, mnemonic => Assert.Equal("??", mnemonic));
    }

    [Fact]
    public void UnrelatedTable_ResolvedForOtherKernels_FollowsItsConditions()
    {
        Assert.Equal(new FlagBits(0xb), Value(Resolve(Gfp, "gfp", "6.1", "i386"), "ZONES"));
        Assert.Equal(27, Resolve(Gfp, "gfp", "6.1", "i386").Flags.Single(f => f.Name == "NOLOCKDEP").Bit);
        Assert.Equal(25, Resolve(Gfp, "gfp", "6.10", "i386").Flags.Single(f => f.Name == "NOLOCKDEP").Bit);
        Assert.DoesNotContain(Resolve(Gfp, "gfp", "6.3", "i386").Flags, f => f.Name == "ATOMIC");
    }

    [Fact]
    public void WideTable_Resolved_HasBitsOfBothWords()
    {
        var table = Resolve(Wide, "wide", "7.2", "x86_64");

        Assert.Equal((128, "vma"), (table.Width, table.Contract));
        Assert.Equal(128, table.Smaps.Count);
        Assert.Equal("pf", table.Smaps[127]);
        Assert.Equal(new FlagBits(0, 0x7), Value(table, "ACCESS"));
        Assert.Equal(FlagBits.Of(41) | FlagBits.Of(101) | FlagBits.Of(104), Value(table, "STICKY"));
        Assert.Equal(Value(table, "STICKY") | FlagBits.Of(111) | FlagBits.Of(112), Value(table, "IGNORE_MERGE"));
        Assert.Equal(~Value(table, "SPECIAL"), Value(table, "MERGEABLE_LAYOUT"));
        Assert.Equal(101, table.Flags.Single(f => f.Name == "GUARDED").Bit);
        Assert.Equal(33, Resolve(Wide, "wide", "6.6", "arm").Flags.Single(f => f.Name == "GUARDED").Bit);
    }

    private static LoadResult Load(string name) =>
        DefinitionLoader.Load(Repository.FilesUnder(Path.Combine(Repository.Definitions, "samples", name)));

    private static ResolvedTable Resolve(DefinitionModel model, string table, string version, string arch)
    {
        Assert.True(KernelVersion.TryParse(version, out var kernel));
        return TableResolver.Resolve(model.FindTable(table)!, KernelSelector.Of(model, kernel, arch));
    }

    private static FlagBits Value(ResolvedTable table, string mask) => table.Masks.Single(m => m.Name == mask).Value;
}
