using System.Text.RegularExpressions;

namespace KernelFlags.Definitions.Tests;

/// <summary>
/// What a kernel has or does is data. Only what resolves and checks definitions compares versions; everybody else asks for the result.
/// </summary>
public sealed partial class VersionTests
{
    private static readonly string[] Rooms =
    [
        "src/KernelFlags", "src/KernelFlags.Vma", "src/KernelFlags.Linux", "src/KernelFlags.Proc", "src/KernelFlags.Live", "src/KernelFlags.Native", "src/KernelFlags.Cli",
        "generators/KernelFlags.Rendering", "generators/KernelFlags.Generator", "generators/KernelFlags.CodeFixes",
    ];

    public static TheoryData<string> RoomsWithoutVersions => [.. Rooms];

    /// <summary>Whether a version is described at all is for everybody to ask.</summary>
    [Theory]
    [MemberData(nameof(RoomsWithoutVersions))]
    public void Room_OutsideTheDefinitions_ComparesNoVersions(string room) => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, room), "*.cs", SearchOption.AllDirectories)
            .Where(path => !IsBuilt(path))
            .SelectMany(path => File.ReadLines(path)
                .Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal) && Comparison().IsMatch(line))
                .Select(line => Path.GetRelativePath(Repository.Root, path) + ": " + line.Trim())));

    [Theory]
    [InlineData("if (kernel.Version < new KernelVersion(6, 19))", true)]
    [InlineData("return Environment.OSVersion.Version.Minor >= 19;", true)]
    [InlineData("if (version.CompareTo(\"6.19\") >= 0)", true)]
    [InlineData("if (kernel.Kernel >= guards)", true)]
    [InlineData("IReadOnlyList<KernelVersion> versions", false)]
    [InlineData("if (version < model.Oldest)", false)]
    [InlineData("if (version >= LanguageVersion.CSharp12)", false)]
    [InlineData("if (capabilities.Has(KernelCapability.GuardInstall))", false)]
    public void Comparison_OfVersions_IsSeen(string line, bool isOne) => Assert.Equal(isOne, Comparison().IsMatch(line));

    [Theory]
    [InlineData("6.19", 6, 19, 0)]
    [InlineData("6.18.44", 6, 18, 44)]
    [InlineData("6.12.117+deb13-cloud-amd64", 6, 12, 117)]
    [InlineData("7.3.4-rc1", 7, 3, 4)]
    public void Version_AsUnameSaysIt_IsRead(string text, int major, int minor, int patch)
    {
        Assert.True(KernelVersion.TryParse(text, out var version, allowSuffix: true));
        Assert.Equal(new KernelVersion(major, minor, patch), version);
    }

    [Theory]
    [InlineData("6.1", "6.1.176")]
    [InlineData("6.1.0", "6.1")]
    [InlineData("6.1.0-18-amd64", "6.1")]
    [InlineData("6.1-rc3", "6.1")]
    [InlineData("6.1-next-20221101", "6.1")]
    [InlineData("6.1.20", "6.1.20")]
    [InlineData("6.2", "6.2")]
    [InlineData("6.6.87.2-microsoft-standard-WSL2", "6.6.87")]
    public void Release_WithoutAPatchLevel_IsTheNewestThatWasCompared(string text, string expected)
    {
        Case<KernelVersion>[] compared = [new(new KernelVersion(6, 1, 20), Condition.Always), new(new KernelVersion(6, 1, 176), Condition.Always)];
        var model = Repository.Model with { Verified = compared.ToEquatableArray() };
        Assert.True(KernelSelector.TryParse(model, text, out var version));
        Assert.Equal(expected, version.ToString());
    }

    [Theory]
    [InlineData("6")]
    [InlineData("6.x")]
    [InlineData("6.1.2.3")]
    [InlineData("-6.1")]
    [InlineData("6.99999999999")]
    [InlineData("")]
    public void Version_ThatIsNone_IsNotRead(string text) => Assert.False(KernelVersion.TryParse(text, out _));

    [Fact]
    public void Version_Compared_CountsPatchLevelsAsNumbers()
    {
        Assert.True(new KernelVersion(6, 9) < new KernelVersion(6, 10));
        Assert.True(new KernelVersion(6, 18, 9) < new KernelVersion(6, 18, 16));
        Assert.True(new KernelVersion(6, 18, 16) < new KernelVersion(6, 19));
    }

    private static bool IsBuilt(string path) =>
        path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(
        """\s[<>]=?\s*(new\s+)?KernelVersion\b|new KernelVersion\(|OSVersion|[Vv]ersion\.CompareTo\(|"""
        + """\b([Vv]ersion|[Kk]ernel)\s*[<>]=?\s(?!model\.(Oldest|Newest)\b|LanguageVersion\b)|"""
        + """[<>=]\s*"[67]\.\d+"\s*[);]|"[67]\.\d+"\s*[<>=]""")]
    private static partial Regex Comparison();
}
