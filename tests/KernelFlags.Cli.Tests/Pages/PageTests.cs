using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Tests.Pages;

/// <summary>
/// What the pages show can be done: each block of code is compiled or run by a test. Those of a shell, which install and publish and would take
/// hours, are read here as a shell and as <c>kflags</c> read them, and what they name is there.
/// </summary>
public sealed partial class PageTests
{
    /// <summary>Pages, and the test that runs the blocks of code in them.</summary>
    private static readonly (string Page, string Test)[] Held =
    [
        ("README.md", "tests/KernelFlags.Cli.Tests/ReadmeTests.cs"),
        ("README.md", "tests/KernelFlags.Vma.Tests/ReadmeTests.cs"),
        ("README.md", "tests/KernelFlags.Native.Tests/LibraryTests.cs"),
        ("README.md", "tests/KernelFlags.Native.Tests/PythonTests.cs"),
        ("README.md", "tests/KernelFlags.Native.Tests/CrateTests.cs"),
        ("definitions/README.md", "tests/KernelFlags.Definitions.Tests/ReadmeTests.cs"),
        ("generators/KernelFlags.Generator/docs/", "tests/KernelFlags.Definitions.Tests/FixtureTests.cs"),
        ("generators/KernelFlags.Generator.Package/README.md", "tests/KernelFlags.Packages/PackageTests.cs"),
        ("generators/KernelFlags.Rendering/README.md", "tests/KernelFlags.Rendering.Tests/TemplateTests.cs"),
        ("samples/native/", "tests/KernelFlags.Native.Tests/LibraryTests.cs"),
        ("src/KernelFlags.Cli/Maps/causes/", "tests/KernelFlags.Cli.Tests/Maps/CausePageTests.cs"),
        ("src/KernelFlags.Cli/samples/series/README.md", "tests/KernelFlags.Headers/SeriesPageTests.cs"),
        ("src/KernelFlags.Linux/README.md", "tests/KernelFlags.Packages/PackageTests.cs"),
        ("src/KernelFlags.Native/python/README.md", "src/KernelFlags.Native/python/tests/test_readme.py"),
        ("src/KernelFlags.Native/rust/README.md", "tests/KernelFlags.Native.Tests/CrateTests.cs"),
        ("src/KernelFlags.Proc/README.md", "tests/KernelFlags.Proc.Tests/ReadmeTests.cs"),
        ("src/KernelFlags.Vma/README.md", "tests/KernelFlags.Vma.Tests/ReadmeTests.cs"),
    ];

    public static TheoryData<string> PagesWithCode => [.. Page.All.Where(page => page.Blocks.Any(block => block.Language is not ("sh" or "mermaid"))).Select(page => page.Path)];

    public static TheoryData<string> PagesWithShell => [.. Page.All.Where(page => page.Blocks.Any(block => block.Language == "sh")).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(PagesWithCode))]
    public void Code_IsHeldByATest(string path)
    {
        var tests = Held.Where(held => path == held.Page || (held.Page.EndsWith('/') && path.StartsWith(held.Page, StringComparison.Ordinal))).Select(held => held.Test).ToList();
        Assert.NotEmpty(tests);
        Assert.All(tests, test => Assert.True(File.Exists(Repository.Find(test)), test));
        Assert.All(Page.All.Single(page => page.Path == path).Blocks, block => Assert.NotEqual("", block.Language));
    }

    [Theory]
    [MemberData(nameof(PagesWithShell))]
    public void Shell_IsReadAsItStands(string path)
    {
        foreach (var block in Blocks(path))
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-n", "-c", block.Code]) { RedirectStandardError = true })!;
            Assert.Equal("", shell.StandardError.ReadToEnd());
            foreach (var call in KflagsCalls(block.Code))
            {
                var parsed = KflagsCommandLine.CreateRoot().Parse(call, new ParserConfiguration { ResponseFileTokenReplacer = null });
                Assert.True(parsed.Errors.Count == 0, $"kflags {string.Join(' ', call)}: {string.Join("; ", parsed.Errors.Select(error => error.Message))}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(PagesWithShell))]
    public void Shell_NamesWhatIsThere(string path) => Assert.All(
        Blocks(path).SelectMany(block => OwnPath().Matches(block.Code).Select(match => match.Value.TrimEnd('.', ','))),
        name => Assert.True(Path.Exists(Path.Combine(Repository.Root, name)) || Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, name)), name));

    [Fact]
    public void Links_LeadSomewhere() => Assert.Empty(
        from page in Page.All
        from link in page.Links
        where !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal) && !Leads(page, link)
        select $"{page.Path}: {link}");

    private static IEnumerable<CodeBlock> Blocks(string path) => Page.All.Single(page => page.Path == path).Blocks.Where(block => block.Language == "sh");

    private static bool Leads(Page page, string link)
    {
        var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
        var path = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page.Path)!, file));
        var target = file.Length == 0 ? page : Page.All.FirstOrDefault(other => Repository.Find(other.Path) == path);
        return target is not null ? anchor.Length == 0 || target.Anchors.Contains(anchor) : anchor.Length == 0 && (File.Exists(path) || Directory.Exists(path));
    }

    /// <summary>The words of each call of <c>kflags</c>, under either of its names, up to what the shell does with it.</summary>
    private static IEnumerable<string[]> KflagsCalls(string code) => code.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Select(line => Comment().Replace(line, "").Replace("dotnet run --project src/KernelFlags.Cli --", "kflags", StringComparison.Ordinal))
        .SelectMany(line => Call().Matches(line).Select(match => (string[])[.. Word().Matches(match.Groups["words"].Value).Select(word => word.Value.Trim('"', '\''))]));

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(^|[;&|(] *|sudo )kflags(?<words>( +(""[^""]*""|'[^']*'|[^\s;&|<>()]+))*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"""[^""]*""|'[^']*'|\S+")]
    private static partial Regex Word();

    /// <summary>A path of the checkout; what a build makes in it is none.</summary>
    [GeneratedRegex(@"(?<![\w/.-])(src|tests|samples|generators|definitions|templates)/(?![\w./-]*/bin/)[\w./-]+")]
    private static partial Regex OwnPath();
}
