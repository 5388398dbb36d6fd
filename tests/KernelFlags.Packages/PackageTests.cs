using System.Security.Cryptography;

namespace KernelFlags.Packages;

/// <summary>The packages, as their users get them: from a feed, into a clean cache, into projects that know nothing of this repository.</summary>
public sealed class PackageTests(Feed feed) : IClassFixture<Feed>
{
    /// <summary>The framework of an older runtime is not on every machine, and not needed to be refused.</summary>
    private const string WithoutItsFramework = "<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>"
        + "<CheckEolTargetFramework>false</CheckEolTargetFramework>";

    [Fact]
    public void Consumer_OfTheReadyTypes_NeedsNoGenerator()
    {
        var folder = feed.Copy("Linux");
        Succeeds(feed.Build(folder));
        var (status, output) = feed.Start(folder);
        Assert.Equal(0, status);
        Assert.Equal("0x100873 read|write|mayread|maywrite|mayexec|maybe_guard|account unknown: zz Read, Write\n", output);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(folder, "obj"), "*.editorconfig", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("KernelFlagsTable", StringComparison.Ordinal));
    }

    [Fact]
    public void Consumer_OfAKernelWithoutACompiledType_GetsItsFlagsAndPolicyAtRunTime()
    {
        var folder = feed.Copy("AnyKernel");
        Succeeds(feed.Build(folder));
        var (status, output) = feed.Start(folder);
        Assert.Equal(0, status);
        StandsIn("src/KernelFlags.Linux/README.md", $"```csharp\n{Program(folder)}```\n\n```text\n{output}```\n");
    }

    [Fact]
    public void Consumer_WithACallOfItsOwn_SeesItSplitAndMerge()
    {
        var folder = feed.Copy("OwnCall");
        Succeeds(feed.Build(folder));
        var (status, output) = feed.Start(folder);
        Assert.Equal(0, status);
        const string Readme = "src/KernelFlags.Vma/README.md";
        StandsIn(Readme, $"```yaml\n{File.ReadAllText(Path.Combine(folder, "definitions", "vma", "ours.yaml"))}```\n");
        StandsIn(Readme, $"```csharp\n{Program(folder)}```\n\nprints\n\n```text\n{output}```\n");
    }

    [Fact]
    public void Consumer_WithAFlagOfItsOwn_GetsItBesideTheKernels()
    {
        var folder = feed.Copy("OwnFlag");
        Succeeds(feed.Build(folder));
        var (status, output) = feed.Start(folder);
        Assert.Equal(0, status);
        Assert.Equal("True\n0x4000000000000 VM_MAYBE_GUARD|VM_SOFTDIRTY|VM_PINNED_BY_US 4000000000000\n", output);
    }

    [Fact]
    public void Consumer_OfTheEngineWithAFlagOfItsOwn_SeesItMergeAsItIsDefined()
    {
        var folder = feed.Copy("Engine");
        Succeeds(feed.Build(folder));
        var (status, output) = feed.Start(folder);
        Assert.Equal(0, status);
        Assert.Equal(
            """
            10000000-10001000 read|mayread|maywrite|mayexec
            10002000-10003000 read|mayread|maywrite|mayexec|traced_by_us
            10000000-10003000 read|mayread|maywrite|mayexec|traced_by_us
            10000000-10001000 mayread|maywrite|mayexec|traced_by_us
            10001000-10003000 read|mayread|maywrite|mayexec|traced_by_us
            EINVAL

            """,
            output);
    }

    [Fact]
    public void Consumer_WithAWrongDefinition_GetsTheErrorAtItsLine()
    {
        var folder = feed.Copy("WrongDefinition");
        var (status, output) = feed.Build(folder);
        Assert.Equal(1, status);
        Assert.Contains("definitions/door/flags.yaml(6,8): error KF2001: LOCKED has bit 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("CS8785", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Consumer_ForAnOlderRuntime_GetsOneClearError()
    {
        var folder = feed.Copy("OwnFlag", "Old");
        File.Move(Path.Combine(folder, "OwnFlag.csproj"), Path.Combine(folder, "Old.csproj"));
        var project = File.ReadAllText(Path.Combine(folder, "Old.csproj")).Replace("net10.0", "net6.0", StringComparison.Ordinal)
            .Replace("<OutputType>Exe</OutputType>", WithoutItsFramework, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "Old.csproj"), project);
        var (status, output) = feed.Build(folder);
        Assert.Equal(1, status);
        var errors = output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct();
        Assert.Contains("KF8001: KernelFlags needs net8.0 or later, and this project targets net6.0", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Package_CarriesTheGeneratorAndTwoLibrariesOfOthersWithTheirLicences()
    {
        var files = feed.Files("KernelFlags").Keys;
        Assert.Equal(
            [
                "KernelFlags.CodeFixes.dll", "KernelFlags.Definitions.dll", "KernelFlags.Generator.dll", "KernelFlags.Rendering.dll",
                "Scriban.Signed.dll", "YamlDotNet.dll",
            ],
            files.Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "licences/LICENSE", "licences/Scriban.txt", "licences/YamlDotNet.txt", "definitions/vma/guard.yaml" }, files.ToHashSet());
        Assert.DoesNotContain("<dependency ", feed.Text("KernelFlags", "KernelFlags.nuspec"), StringComparison.Ordinal);
        Assert.Contains("id=\"KernelFlags\" version=", feed.Text("KernelFlags.Linux", "KernelFlags.Linux.nuspec"), StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_PackedTwice_AreTheSameToTheByte() => Assert.Equal(Hashes(feed.Pack("feed")), Hashes(feed.Pack("again")));

    private static IEnumerable<string> Hashes(string folder) => Directory.EnumerateFiles(folder, "KernelFlags*.nupkg").Order(StringComparer.Ordinal)
        .Select(file => Path.GetFileName(file) + " " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static string Program(string folder) => File.ReadAllText(Path.Combine(folder, "Program.cs"));

    private static void StandsIn(string readme, string block) => Assert.Contains(block, Feed.Read(readme), StringComparison.Ordinal);

    private static void Succeeds((int Status, string Output) build) => Assert.True(build.Status == 0, build.Output);
}
