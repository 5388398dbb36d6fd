namespace KernelFlags.Cli.Tests;

public sealed class GenTests
{
    [Fact]
    public async Task Gen_WritesEveryTargetAndSaysWhatItChecked()
    {
        using var folder = new ScratchFolder();
        var lines = (await Kflags.RunAsync("gen", "--out", folder.Path)).Result().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            folder.Files().Select(file => $"wrote {folder[file]}").Order(StringComparer.Ordinal),
            lines[..^1].Order(StringComparer.Ordinal));
        Assert.StartsWith($"checked: {folder.Files().Count} file", lines[^1], StringComparison.Ordinal);
        Assert.Contains("vma_flags.json", folder.Files());
    }

    [Fact]
    public async Task Targets_OfEveryKernelAreNamedWhereTheOthersAre()
    {
        var unknown = await Kflags.RunAsync("gen", "--target=nosuch");
        var help = await Kflags.RunAsync("gen", "--help");
        Assert.EndsWith("json, capabilities, sources\n", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("only by name: capabilities, sources.", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondRun_LeavesEveryFileAlone()
    {
        using var folder = new ScratchFolder();
        (await Kflags.RunAsync("gen", "--out", folder.Path)).Result();
        var before = folder.Files().Select(file => File.GetLastWriteTimeUtc(folder[file])).ToList();
        var lines = (await Kflags.RunAsync("gen", "--out", folder.Path)).OutputLines;
        Assert.All(lines[..^1], line => Assert.StartsWith("unchanged ", line, StringComparison.Ordinal));
        Assert.Equal(before, folder.Files().Select(file => File.GetLastWriteTimeUtc(folder[file])));
    }

    [Fact]
    public async Task Outputs_DoNotDependOnPlaces()
    {
        using var here = new ScratchFolder().WithDefinitions("some where/definitions");
        using var there = new ScratchFolder();
        (await Kflags.RunInAsync(here.Path, "", "gen", "--definitions", "some where/definitions", "--out", "out")).Result();
        (await Kflags.RunAsync("gen", "--out", there.Path)).Result();
        Assert.NotEmpty(there.Files());
        Assert.All(there.Files(), file => Assert.Equal(there.Read(file), here.Read($"out/{file}")));
    }

    [Fact]
    public async Task Outputs_HaveLfEndingsAndNoMark()
    {
        using var folder = new ScratchFolder();
        (await Kflags.RunAsync("gen", "--out", folder.Path)).Result();
        Assert.All(folder.Files(), file =>
        {
            var bytes = File.ReadAllBytes(folder[file]);
            Assert.DoesNotContain((byte)'\r', bytes);
            Assert.NotEqual(0xef, bytes[0]);
            Assert.Equal((byte)'\n', bytes[^1]);
        });
    }

    [Fact]
    public async Task Check_PrintsADiffAndWritesNothing()
    {
        using var folder = new ScratchFolder();
        string[] call = ["gen", "--target", "json", "--out", folder.Path];
        (await Kflags.RunAsync(call)).Result();
        folder.Edit("vma_flags.json", "\"bit\": 11,", "\"bit\": 12,");
        var stale = folder.Read("vma_flags.json");
        var check = await Kflags.RunAsync([.. call, "--check"]);
        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith($"--- {folder["vma_flags.json"]}\n+++ {folder["vma_flags.json"]}\n@@ -", check.Output, StringComparison.Ordinal);
        Assert.Equal(["-", "+"], check.OutputLines[3..].Where(line => line[0] != ' ').Select(line => line[..1]));
        Assert.Equal("1 of 1 file out of date", Assert.Single(check.ErrorLines));
        Assert.Equal(stale, folder.Read("vma_flags.json"));
    }

    [Fact]
    public async Task Check_OfAFileThatIsMissing_ShowsAllOfIt()
    {
        using var folder = new ScratchFolder();
        var check = await Kflags.RunAsync("gen", "--target", "json", "--out", folder.Path, "--check");
        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith("--- /dev/null\n", check.Output, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Check_OfWhatIsUpToDate_IsDone()
    {
        using var folder = new ScratchFolder();
        await Kflags.RunAsync("gen", "--out", folder.Path);
        var check = await Kflags.RunAsync("gen", "--out", folder.Path, "--check");
        Assert.Equal((0, ""), (check.ExitCode, check.Output));
    }

    [Fact]
    public async Task DefinitionsWithAnError_WriteNothing()
    {
        using var folder = new ScratchFolder().WithDefinitions().Edit("definitions/vma/guard.yaml", "bit: 11", "bit: eleven");
        var call = await Kflags.RunAsync("gen", "--definitions", folder["definitions"], "--out", folder["out"]);
        Assert.Equal((1, ""), (call.ExitCode, call.Output));
        Assert.Contains(call.ErrorLines, line => line.Contains("guard.yaml:4:8: error KF1014", StringComparison.Ordinal));
        Assert.Equal("nothing was written", call.ErrorLines[^1]);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public async Task Template_OfTheUsersOwn_BecomesAFile()
    {
        using var folder = new ScratchFolder().With("names.txt.scriban", "{{ for flag in flags }}{{ flag.name }} {{ end }}\n");
        (await Kflags.RunAsync("gen", "--template", folder["names.txt.scriban"], "--out", folder["out"])).Result();
        Assert.Equal(["names.txt.scriban", "out/names.txt"], folder.Files().Order(StringComparer.Ordinal));
        Assert.StartsWith("READ WRITE EXEC", folder.Read("out/names.txt"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ for flag in flags }}\n", ":")]
    [InlineData("\n{{ nonsense }}\n", ":2:4: error KF9002: ")]
    public async Task Template_ThatIsWrong_IsRefusedAtItsPlace(string template, string place)
    {
        using var folder = new ScratchFolder().With("mine.scriban", template);
        var refusal = (await Kflags.RunAsync("gen", "--template", folder["mine.scriban"], "--out", folder["out"])).Refusal();
        Assert.StartsWith(folder["mine.scriban"] + place, refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public async Task OutThatCantBeWritten_IsRefused()
    {
        using var folder = new ScratchFolder().With("file", "");
        (await Kflags.RunAsync("gen", "--out", folder["file"])).Refusal();
    }

    [Theory]
    [InlineData("c-header", "madv_flags.h madv_flags_enum.h")]
    [InlineData("rust", "madv_flags.rs")]
    [InlineData("python", "madv_flags.py")]
    [InlineData("markdown", "madv_flags.md")]
    [InlineData("json", "madv_flags.json")]
    [InlineData("csharp", "csharp/MadvWord.g.cs")]
    public async Task Words_OfASystemCall_BecomeFilesOfTheirTable(string target, string files)
    {
        using var folder = new ScratchFolder();
        (await Kflags.RunAsync("gen", "--table", "madv", "--target", target, "--out", folder["out"])).Result();

        Assert.Equal(files.Split(' ').Select(file => "out/" + file), folder.Files().Order(StringComparer.Ordinal));
        Assert.Contains("GUARD", folder.Read("out/" + files.Split(' ')[0]).ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_ForATargetOfFlags_AreRefused()
    {
        using var folder = new ScratchFolder();
        var refusal = (await Kflags.RunAsync("gen", "--table", "madv", "--target", "c-smaps", "--out", folder["out"])).Refusal();

        Assert.Equal("target c-smaps is about flags, and table 'madv' holds words of a system call", refusal.TrimEnd());
    }

    [Fact]
    public async Task Sources_InTheRepository_AreUpToDate()
    {
        var check = await Kflags.RunAsync("gen", "--target", "sources", "--out", Repository.Find("src"), "--check");
        Assert.Equal((0, "", "27 files up to date\n"), (check.ExitCode, check.Output, check.Error));
    }

    [Fact]
    public async Task Capabilities_InTheRepository_AreUpToDate()
    {
        var check = await Kflags.RunAsync("gen", "--target", "capabilities", "--out", Path.Combine(Repository.Root, "src", "KernelFlags"), "--check");
        Assert.Equal((0, "", "1 file up to date\n"), (check.ExitCode, check.Output, check.Error));
    }
}
