using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests;

/// <summary>Where <c>diff</c> finds what it compares.</summary>
public sealed class DiffSourceTests
{
    private const string Guard = "definitions/vma/guard.yaml";

    [Fact]
    public async Task Revisions_AreReadFromTheRepositoryAroundTheCurrentFolder()
    {
        using var folder = await RepositoryAsync();
        var call = await Kflags.RunInAsync(folder["definitions/vma"], "", "diff", "HEAD~1", "HEAD");
        Assert.Equal((1, ""), (call.ExitCode, call.Error));
        Assert.Contains("gu -> gx", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revision_IsComparedWithAFolder()
    {
        using var folder = await RepositoryAsync();
        Assert.Contains("gu -> gx", (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1", ".")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD", "definitions")).ExitCode);
    }

    [Fact]
    public async Task FolderOptionOfARevision_IsWhereItLiesInTheRepository()
    {
        using var folder = await RepositoryAsync();
        Assert.Equal(1, (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1", "HEAD", "--definitions", "definitions")).ExitCode);
        (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1", "HEAD", "--definitions", "elsewhere")).Refusal();
        (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1", "HEAD", "--definitions", "..")).Refusal();
    }

    [Theory]
    [InlineData("HEAD~1")]
    [InlineData("HEAD~1..")]
    [InlineData("HEAD~1..HEAD")]
    [InlineData("HEAD~1", "--overlay", "own")]
    public async Task Revision_IsComparedWithTheCheckout(params string[] arguments)
    {
        using var folder = await RepositoryAsync();
        folder.With("own/door/flags.yaml", "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n");
        var call = await Kflags.RunInAsync(folder["definitions"], "", ["diff", .. arguments.Select(a => a == "own" ? "../own" : a)]);
        Assert.Equal((1, ""), (call.ExitCode, call.Error));
        Assert.Contains("gu -> gx", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoName_ComparesTheCheckoutWithWhatWasCommitted()
    {
        using var folder = await RepositoryAsync();
        Assert.Equal(0, (await Kflags.RunInAsync(folder.Path, "", "diff")).ExitCode);
        folder.Edit(Guard, "smaps: gx", "smaps: gy");
        Assert.Contains("gx -> gy", (await Kflags.RunInAsync(folder.Path, "", "diff")).Output, StringComparison.Ordinal);
        Assert.Contains("gu -> gy", (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1..")).Output, StringComparison.Ordinal);
        Assert.Contains("gu -> gx", (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1..HEAD")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OverlayAlone_ComparesTheDefinitionsWithoutAndWithIt()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/own.yaml", """
            flags:
            - name: PINNED
              bit: 62
              when: 64BIT
              summary: It stays where it is.
            """);
        var call = await Kflags.RunInAsync(folder.Path, "", "diff", "--overlay", "own", "--format", "json");
        Assert.Equal((1, ""), (call.ExitCode, call.Error));
        Assert.Contains("\"new\": \"definitions with own\"", call.Output, StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"flagAdded\"", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD~1...HEAD")]
    [InlineData("HEAD~1..HEAD", "HEAD")]
    [InlineData("HEAD~1..nothing")]
    [InlineData("../nothing")]
    public async Task RangeThatIsNone_IsRefused(params string[] arguments)
    {
        using var folder = await RepositoryAsync();
        (await Kflags.RunInAsync(folder.Path, "", ["diff", .. arguments])).Refusal();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("--output=x")]
    [InlineData("HEAD:definitions")]
    public async Task WhatIsNeither_IsRefused(string name)
    {
        using var folder = await RepositoryAsync();
        (await Kflags.RunInAsync(folder.Path, "", "diff", "--", name, "HEAD")).Refusal();
        Assert.Equal(["definitions"], folder.Files().Where(file => !file.StartsWith(".git", StringComparison.Ordinal)).Select(file => file.Split('/')[0]).Distinct());
    }

    [Fact]
    public async Task OutsideARepository_ARevisionIsRefused()
    {
        using var folder = new ScratchFolder();
        Assert.Contains("no git repository", (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1", "HEAD")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorInARevision_IsNamedWithIt()
    {
        using var folder = await RepositoryAsync("bit: 11", "bit: eleven");
        Assert.StartsWith($"HEAD:{Guard}:4:8: error KF1014", (await Kflags.RunInAsync(folder.Path, "", "diff", "HEAD~1", "HEAD")).Refusal(), StringComparison.Ordinal);
    }

    /// <summary>A repository whose second commit changes a definition.</summary>
    private static async Task<ScratchFolder> RepositoryAsync(string before = "smaps: gu", string after = "smaps: gx")
    {
        var git = ExternalTool.Find("git");
        Assert.SkipWhen(git is null, "git is not installed: apt-get install git");
        var folder = new ScratchFolder().WithDefinitions();
        async Task RunAsync(params string[] arguments)
        {
            string[] identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"];
            var result = await ExternalTool.RunAsync(git!, [.. identity, .. arguments], folder.Path, cancel: TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.Errors);
        }

        await RunAsync("init", "--quiet");
        await RunAsync("add", ".");
        await RunAsync("commit", "--quiet", "-m", "One");
        folder.Edit(Guard, before, after);
        await RunAsync("commit", "--quiet", "-a", "-m", "Two");
        return folder;
    }
}
