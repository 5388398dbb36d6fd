namespace KernelFlags.Definitions.Tests;

/// <summary>What came to several stable branches is in those, from their patch levels on, and not in the releases between.</summary>
public sealed class VersionPointTests
{
    private const string Ported = "[\"6.5\", \"6.4.2\", \"6.3.12\", \"6.1.38\"]";

    [Theory]
    [InlineData("6.1.37", false)]
    [InlineData("6.1.38", true)]
    [InlineData("6.1.176", true)]
    [InlineData("6.2", false)]
    [InlineData("6.2.16", false)]
    [InlineData("6.3.11", false)]
    [InlineData("6.3.12", true)]
    [InlineData("6.4", false)]
    [InlineData("6.4.2", true)]
    [InlineData("6.5", true)]
    [InlineData("7.3.4", true)]
    public void Since_WithPatchLevels_CountsEachWithinItsRelease(string version, bool isThere)
    {
        Assert.Equal(isThere, HasBit($"bit: {{is: 0, since: {Ported}}}", version));
        Assert.Equal(!isThere, HasBit($"bit: {{is: 0, until: {Ported}}}", version));
        Assert.Equal(isThere, HasBit($"bit: 0\n  since: {Ported}", version));
        Assert.Equal(isThere, HasBit($"bit: 0\n  when: {{since: {Ported}}}\n  otherwise: absent", version, word: true));
    }

    [Theory]
    [InlineData("6.1.40", true)]
    [InlineData("6.1.50", false)]
    [InlineData("6.4", false)]
    [InlineData("6.8", true)]
    [InlineData("6.12", false)]
    public void SinceAndUntil_WithPatchLevels_HoldTogether(string version, bool isThere) => Assert.Equal(
        isThere, HasBit("bit: {is: 0, since: [\"6.5\", \"6.1.38\"], until: [\"6.12\", \"6.1.50\"]}", version));

    [Fact]
    public void Cases_OfTwoBranches_OverlapOnlyWhereOneKernelHasBoth()
    {
        const string Apart = "bit: [{is: 0, until: [\"6.15\", \"6.14.9\"]}, {is: 1, since: [\"6.15\", \"6.14.9\"]}]";
        const string Overlapping = "bit: [{is: 0, until: [\"6.15\", \"6.14.9\"]}, {is: 1, since: [\"6.15\", \"6.13.9\"]}]";

        Assert.Empty(Load(Apart).Problems.Select(Problems.Line));
        Assert.Equal("KF3010", Assert.Single(Load(Overlapping).Problems).Id);
    }

    [Fact]
    public void Flags_OnOneBit_ClashInTheBranchThatHasBoth()
    {
        var problems = DefinitionLoader.Load([new DefinitionFile("door/a.yaml", "door/a.yaml",
            "flags:\n- {name: A, bit: {is: 0, since: [\"6.5\", \"6.3.12\"]}, summary: a.}\n- {name: B, bit: {is: 0, until: \"6.5\"}, summary: b.}\n")]).Problems;

        Assert.Equal(["KF2001", "KF2001"], problems.Select(p => p.Id));
        Assert.All(problems, p => Assert.Contains("on 6.3.12 too", p.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Point_AsText_IsTheListAsItIsWritten()
    {
        var flag = TableResolver.Resolve(Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, new KernelVersion(6, 6), "parisc"))
            .Flags.Single(f => f.Name == "STACK_EARLY");

        Assert.Equal("6.5, 6.4.2, 6.3.12, 6.1.38", flag.Since?.ToString());
    }

    [Theory]
    [InlineData("6.1.38", "6.2")]
    [InlineData("6.19.4", "7.0")]
    [InlineData("7.3", "7.4")]
    public void Release_AfterAnother_IsTheNext(string version, string next)
    {
        Assert.True(KernelVersion.TryParse(version, out var one));

        Assert.Equal(next, one.NextRelease.ToString());
        Assert.Equal(one with { Patch = 0 }, one.NextRelease.PreviousRelease);
    }

    private static LoadResult Load(string keys) => DefinitionLoader.Load(
        [new DefinitionFile("door/flags.yaml", "door/flags.yaml", $"flags:\n- name: OPEN\n  {keys}\n  summary: It is open.\n")]);

    private static bool HasBit(string keys, string version, bool word = false)
    {
        var loaded = Load(keys);
        Assert.Empty(loaded.Problems.Select(Problems.Line));
        Assert.True(KernelVersion.TryParse(version, out var kernel));
        var flags = TableResolver.Resolve(loaded.Model.FindTable("door")!, KernelSelector.Of(loaded.Model, kernel, "x86_64")).Flags;
        var flag = flags.Count > 0 ? flags[0] : null;
        return word ? flag?.Bit is not null : flag?.EnumeratedBit is not null;
    }
}
