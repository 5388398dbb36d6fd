using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator.Tests;

/// <summary>How much one edit makes anew. What must make nothing is checked after every run of every test.</summary>
public sealed class IncrementalTests
{
    private const string Door = """
        flags:
        - name: OPEN
          bit: 0
          smaps: op
          trace: open
          summary: It is open.
        - name: LOCKED
          bit: 1
          smaps: lo
          trace: locked
          summary: It can't be opened.

        """;

    [Fact]
    public void FirstRun_RendersEveryFile()
    {
        var run = FlagProject.OfVma().Run();
        Assert.Equal(run.Sources.Keys.Order(StringComparer.Ordinal), run.Rendered());
        run.AssertCompiles();
    }

    [Fact]
    public void MovedBit_RendersOnlyTheFilesThatShowBits()
    {
        var project = FlagProject.OfVma();
        var run = project.Run().Rerun(project.Edit("vma/guard.yaml", "bit: 11", "bit: 61\n  accept: {KF4004: no word of 32 bits is looked at}"));
        Assert.Equal(
            [
                "Sample.VmaBit.g.cs", "Sample.VmaFlags.Flags.g.cs", "Sample.VmaFlags.Info.g.cs", "Sample.VmaFlags.Merge.g.cs",
                "Sample.VmaFlags.Smaps.g.cs", "Sample.VmaFlags.Trace.g.cs",
            ],
            run.Rendered());
        run.AssertCompiles();
    }

    [Fact]
    public void LostTrait_RendersOnlyTheFilesThatShowTraits()
    {
        var project = FlagProject.OfVma();
        var run = project.Run().Rerun(project.Edit("vma/guard.yaml", "[sticky, atomic-writable, copy-on-fork]", "[copy-on-fork]"));
        Assert.Equal(["Sample.VmaFlags.Info.g.cs", "Sample.VmaFlags.Merge.g.cs"], run.Rendered());
        run.AssertCompiles();
    }

    [Fact]
    public void OtherMnemonic_RendersOnlyTheFilesThatShowIt()
    {
        var project = FlagProject.OfVma();
        var run = project.Run().Rerun(project.Edit("vma/guard.yaml", "smaps: gu", "smaps: gx"));
        Assert.Equal(["Sample.VmaFlags.Info.g.cs", "Sample.VmaFlags.Smaps.g.cs"], run.Rendered());
    }

    [Fact]
    public void OtherTable_RendersNothingOfThisOne()
    {
        var project = FlagProject.OfDoor(Door);
        var run = project.Run().Rerun(project.WithDefinition("lamp/flags.yaml", "flags:\n- name: LIT\n  bit: 0\n  summary: It is lit.\n"));
        Assert.Empty(run.Rendered());
        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(TrackingNames.SelectModel));
        Assert.All(run.Reasons(TrackingNames.ResolveTable), reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
    }

    [Fact]
    public void SecondFile_LeavesTheFirstAsItWas()
    {
        var project = FlagProject.OfDoor(Door);
        var run = project.Run().Rerun(project.WithDefinition("door/more.yaml", "flags:\n- name: AJAR\n  bit: 2\n  summary: A little open.\n"));
        Assert.Single(run.Reasons(TrackingNames.ParseDefinition), IncrementalStepRunReason.Cached);
        Assert.Single(run.Reasons(TrackingNames.ParseDefinition), IncrementalStepRunReason.New);
        run.AssertCompiles();
    }

    [Fact]
    public void OtherProfile_RendersOneTypeAndNotTheOther()
    {
        const string Two = """
            namespace Sample;

            [KernelFlags.KernelFlags("vma", Profile = "linux-6.1-x86_64")]
            public readonly partial struct OldFlags;

            [KernelFlags.KernelFlags("vma", Profile = "linux-7.2-x86_64")]
            public readonly partial struct NewFlags;
            """;
        var project = FlagProject.Of(Two, DefinitionTexts.OfRepository);
        var run = project.Run().Rerun(project with { Sources = [Two.Replace("7.2", "7.3", StringComparison.Ordinal)] });
        Assert.NotEmpty(run.Rendered());
        Assert.All(run.Rendered(), name => Assert.StartsWith("Sample.New", name, StringComparison.Ordinal));
        run.AssertCompiles();
    }

    [Fact]
    public void Problem_ThatMoves_IsReportedAnewAndNothingIsEmitted()
    {
        var project = FlagProject.OfDoor(Door.Replace("bit: 1", "bit: 0", StringComparison.Ordinal));
        var first = project.Run();
        var run = first.Rerun(project.WithDefinition("door/flags.yaml", "\n\n" + project.Definitions["door/flags.yaml"]));
        Assert.Empty(run.Rendered());
        Assert.Equal(
            first.Diagnostics.Select(d => d.Location.GetLineSpan().StartLinePosition.Line + 2),
            run.Diagnostics.Select(d => d.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Fact]
    public void Driver_AfterASecondRun_LetsGoOfTheFirstCompilation()
    {
        var (driver, first) = RunTwice();
        for (var i = 0; i < 10 && first.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(first.IsAlive);
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference First) RunTwice()
    {
        var project = FlagProject.OfDoor(Door);
        var first = project.Compile();
        var driver = FlagRun.Driver(project, project.Texts()).RunGenerators(first, CancellationToken.None);
        driver = driver.RunGenerators(project.WithSource("internal static class Later;").Compile(), CancellationToken.None);
        return (driver, new WeakReference(first));
    }
}
