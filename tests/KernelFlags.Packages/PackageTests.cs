using System.Security.Cryptography;

namespace KernelFlags.Packages;

/// <summary>The packages, as their users get them: from a feed, into a clean cache, into projects that know nothing of this repository.</summary>
public sealed class PackageTests(Feed feed)
{
    /// <summary>The framework of an older runtime is not on every machine, and not needed to be refused.</summary>
    private const string WithoutItsFramework = "<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>"
        + "<CheckEolTargetFramework>false</CheckEolTargetFramework>";

    [Fact]
    public void Consumer_OfTheReadyTypes_NeedsNoGenerator()
    {
        var folder = feed.Copy("Linux");
        var build = feed.Build(folder, "-v", "d");
        Succeeds(build);
        var (status, output) = feed.Start(folder);
        Assert.Equal(0, status);
        Assert.DoesNotMatch("(?i)/analyzer:[^ ]*kernelflags", build.Output);
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
        var project = File.ReadAllText(Path.Combine(folder, "Old.csproj")).Replace("net10.0", "net6.0", StringComparison.Ordinal)
            .Replace("<OutputType>Exe</OutputType>", WithoutItsFramework, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "Old.csproj"), project);
        var (status, output) = feed.Build(folder);
        Assert.Equal(1, status);
        var errors = output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct();
        Assert.Contains("KF8001: KernelFlags needs net8.0 or later, and this project targets net6.0", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Consumer_OfTheContractAlone_IsToldWhichPackageIsMissing()
    {
        var folder = feed.Copy("OwnFlag", "WithoutGenerator");
        Edit(folder, "WithoutGenerator.csproj", "\"KernelFlags.Generator\"", "\"KernelFlags\"");
        var (status, output) = feed.Build(folder);
        Assert.Equal(1, status);
        Assert.Contains("error KF8008: ", output, StringComparison.Ordinal);
        Assert.Contains("The package KernelFlags.Generator completes this type", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Consumer_OfALibraryThatHasTheGenerator_KeepsItsDefinitionsFolder()
    {
        var library = feed.Copy("OwnFlag", "far/Library");
        Edit(library, "Library.csproj", "<OutputType>Exe</OutputType>", "");
        var program = Program(library);
        File.WriteAllText(Path.Combine(library, "Program.cs"), program[program.IndexOf("namespace Ours", StringComparison.Ordinal)..]);
        var folder = feed.NewFolder("far/Application");
        File.WriteAllText(
            Path.Combine(folder, "Application.csproj"),
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>"
                + "<ItemGroup><ProjectReference Include=\"../Library/Library.csproj\" /></ItemGroup></Project>\n");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine(1);\n");
        Directory.CreateDirectory(Path.Combine(folder, "definitions"));
        File.WriteAllText(Path.Combine(folder, "definitions", "flags.yaml"), "flags: nothing of ours\n");
        var build = feed.Build(folder, "-v", "d");
        Succeeds(build);
        Assert.DoesNotContain("/additionalfile:" + folder, build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Consumer_WhoseDefinitionsFolderHoldsSomethingElseToo_BuildsTwiceWithEmittedFiles()
    {
        var folder = feed.Copy("OwnFlag", "Emitted");
        Directory.CreateDirectory(Path.Combine(folder, "definitions", "api"));
        File.WriteAllText(Path.Combine(folder, "definitions", "api", "openapi.yaml"), "openapi: 3.1.0\ninfo: {title: An API, version: '1'}\npaths: {}\n");
        File.WriteAllText(Path.Combine(folder, "definitions", "services.yaml"), "services: {web: {image: web}}\n");
        string[] emit = ["-p:EmitCompilerGeneratedFiles=true", "-p:CompilerGeneratedFilesOutputPath=Generated"];
        Succeeds(feed.Build(folder, emit));
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "Generated"), "*.g.cs", SearchOption.AllDirectories));
        Succeeds(feed.Build(folder, [.. emit, "--no-incremental"]));
        Assert.Contains(Path.Combine("definitions", "vma", "ours.yaml"), feed.Run(folder, "watch", "--list").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Consumer_OfAnUnknownProfile_GetsThatErrorAlone()
    {
        var folder = feed.Copy("OwnFlag", "UnknownProfile");
        Edit(folder, "Program.cs", "linux-7.2-x86_64", "linux-7.2-vax");
        var (status, output) = feed.Build(folder);
        Assert.Equal(1, status);
        var errors = output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct();
        Assert.Contains("error KF8005: There is no profile 'linux-7.2-vax'", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Package_CarriesTheGeneratorUnderNamesThatNobodyElseHas_WithLicences()
    {
        var files = feed.Files("KernelFlags.Generator").Keys;
        Assert.Equal(
            [
                "KernelFlags.Generator.CodeFixes.dll", "KernelFlags.Generator.Definitions.dll", "KernelFlags.Generator.Rendering.dll", "KernelFlags.Generator.Scriban.dll",
                "KernelFlags.Generator.YamlDotNet.dll", "KernelFlags.Generator.dll",
            ],
            files.Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "licences/LICENSE", "licences/Scriban.txt", "licences/YamlDotNet.txt", "definitions/vma/guard.yaml", "build/KernelFlags.Generator.props" }, files.ToHashSet());
        Assert.Contains("<dependency id=\"KernelFlags\" version=", feed.Text("KernelFlags.Generator", "KernelFlags.Generator.nuspec"), StringComparison.Ordinal);
        Assert.DoesNotContain(feed.Files("KernelFlags").Keys, file => file.StartsWith("analyzers/", StringComparison.Ordinal) || file.StartsWith("build", StringComparison.Ordinal));
        Assert.DoesNotContain("<dependency ", feed.Text("KernelFlags", "KernelFlags.nuspec"), StringComparison.Ordinal);
        Assert.Contains("id=\"KernelFlags\" version=", feed.Text("KernelFlags.Linux", "KernelFlags.Linux.nuspec"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KernelFlags")]
    [InlineData("KernelFlags.Vma")]
    [InlineData("KernelFlags.Linux")]
    [InlineData("KernelFlags.Proc")]
    [InlineData("KernelFlags.Definitions")]
    [InlineData("KernelFlags.Generator")]
    public void Package_SaysWhatItIsAndWhatItCarries(string package)
    {
        var specification = feed.Text(package, package + ".nuspec");
        Assert.All(
            (string[])["<readme>README.md</readme>", "<icon>icon.png</icon>", "<license type=\"expression\">MIT</license>", "<projectUrl>https://", "<tags>linux ", "<repository type=\"git\" url=\"https://"],
            element => Assert.Contains(element, specification, StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "README.md", "icon.png", "THIRD-PARTY-NOTICES.md" }, feed.Files(package).Keys.ToHashSet());
        var readme = feed.Text(package, "README.md");
        Assert.Contains($"dotnet add package {package}\n", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_PackedTwice_AreTheSameToTheByte() => Assert.Equal(Hashes(feed.Pack("once")), Hashes(feed.Pack("again")));

    /// <summary>What is built in two folders is the same when nothing of it says where.</summary>
    [Fact]
    public void Packages_OfAContinuousIntegration_DoNotSayWhereTheyWereBuilt()
    {
        Assert.SkipUnless(Repository.Metadata("ContinuousIntegrationBuild") == "true", "needs a build with CI=true in the environment");
        var assemblies = feed.Packages.SelectMany(PackedAssembly.Of).ToList();
        Assert.DoesNotContain(assemblies.Where(assembly => assembly.IsOurs).SelectMany(assembly => assembly.Sources()), source => !source.StartsWith("/_/", StringComparison.Ordinal));
        Assert.DoesNotContain(assemblies, assembly => assembly.Says(Repository.Root));
        Assert.Superset(new HashSet<string> { "KernelFlags.dll", "KernelFlags.Generator.Definitions.dll", "KernelFlags.Linux.dll" }, assemblies.Select(assembly => Path.GetFileName(assembly.Path)).ToHashSet());
    }

    private static IEnumerable<string> Hashes(string folder) => Directory.EnumerateFiles(folder, "KernelFlags*.nupkg").Order(StringComparer.Ordinal)
        .Select(file => Path.GetFileName(file) + " " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static void Edit(string folder, string file, string before, string after)
    {
        var text = File.ReadAllText(Path.Combine(folder, file));
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, file), text.Replace(before, after, StringComparison.Ordinal));
    }

    private static string Program(string folder) => File.ReadAllText(Path.Combine(folder, "Program.cs"));

    private static void StandsIn(string readme, string block) => Assert.Contains(block, Feed.Read(readme), StringComparison.Ordinal);

    private static void Succeeds((int Status, string Output) build) => Assert.True(build.Status == 0, build.Output);
}
