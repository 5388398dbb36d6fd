using System.Text.Json;
using KernelFlags.Definitions.Tests;

namespace KernelFlags.Cli.Tests;

/// <summary>What lies over definitions with <c>--overlay</c>: each command honours it, and the same problems are told as by the compiler.</summary>
public sealed class OverlayTests
{
    private const string OwnTable = "flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n";
    private const string NewFlag = "flags:\n- name: PINNED\n  bit: 62\n  when: 64BIT && PINNING\n  smaps: pn\n  trace: pinned\n  summary: It stays where it is.\n";
    private const string NewOption = "options:\n- name: PINNING\n";

    public static TheoryData<string> Fixtures => [.. Fixture.Names];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Problems_OfAFixture_AreThoseMarkedInIt(string name)
    {
        var fixture = Fixture.Read(name);
        using var folder = new ScratchFolder();
        foreach (var file in fixture.Files)
        {
            folder.With((file.Layer == 0 ? "base/" : "overlay/") + file.RelativePath, "");
            var path = folder[(file.Layer == 0 ? "base/" : "overlay/") + file.RelativePath];
            await File.WriteAllBytesAsync(path, fixture.BytesOf(file), TestContext.Current.CancellationToken);
        }

        string[] overlay = fixture.Files.Exists(file => file.Layer > 0) ? ["--overlay", "overlay"] : [];
        var call = await Kflags.RunInAsync(folder.Path, "", ["lint", "base", .. overlay, "--format", "json"]);
        using var document = JsonDocument.Parse(call.Output);
        var found = document.RootElement.GetProperty("problems").EnumerateArray()
            .Select(p => $"{p.GetProperty("path").GetString()}:{p.GetProperty("line").GetInt32()}:{p.GetProperty("column").GetInt32()} {p.GetProperty("id").GetString()}");
        var expected = fixture.Expected().Select(mark => $"{(mark.Path.StartsWith("overlay/", StringComparison.Ordinal) ? "" : "base/")}{mark.Path}:{mark.Line}:{mark.Column} {mark.Id}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>The compiler says the same of the same files: the generator's tests have the same cases.</summary>
    [Theory]
    [InlineData("bit: 0", "definitions/vma/access.yaml:5:8: error KF2001", "own/vma/own.yaml:3:8: error KF2001")]
    [InlineData("bit: 62")]
    [InlineData("alias: NOTHING", "own/vma/own.yaml:3:10: error KF3001")]
    public async Task Lint_TellsTheProblemsOfAllLayersTogether(string bit, params string[] expected)
    {
        using var folder = new ScratchFolder().WithDefinitions()
            .With("own/vma/own.yaml", $"flags:\n- name: PINNED\n  {bit}\n  when: 64BIT\n  summary: It stays where it is.\n");
        var call = await Kflags.RunInAsync(folder.Path, "", "lint", "--overlay", "own");
        Assert.Equal(expected, call.OutputLines.Select(line => string.Join(": ", line.Split(": ")[..2])));
        Assert.Equal(expected.Length == 0 ? 0 : 1, call.ExitCode);
        Assert.Equal(call.Output, (await Kflags.RunInAsync(folder.Path, "", "lint", "definitions", "--overlay", "own")).Output);
    }

    [Fact]
    public async Task Option_IsAddedWithoutACopyOfTheOthers()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/own.yaml", NewFlag).With("more/kernel.yaml", NewOption);
        Assert.Contains("KF3004", (await Kflags.RunInAsync(folder.Path, "", "table", "--overlay", "own")).Refusal(), StringComparison.Ordinal);
        string[] both = ["--overlay", "own", "--overlay", "more"];
        Assert.Empty((await Kflags.RunInAsync(folder.Path, "", ["lint", .. both])).Result());
        Assert.Equal(62, await PinnedAsync(folder, both));
        Assert.Null(await PinnedAsync(folder, [.. both, "--kernel", "7.2", "--config", "KSM"]));
        Assert.Equal(62, await PinnedAsync(folder, [.. both, "--kernel", "7.2", "--config", "PINNING"]));
    }

    [Fact]
    public async Task EveryCommandThatReadsDefinitions_HonoursWhatLiesOverThem()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/own.yaml", NewFlag).With("own/kernel.yaml", NewOption);
        async Task<string> RunAsync(params string[] call) => (await Kflags.RunInAsync(folder.Path, "", [.. call, "--overlay", "own"])).Result();
        Assert.Contains("0x4000000000000001", await RunAsync("decode", "rd pn"), StringComparison.Ordinal);
        await RunAsync("gen", "--target", "python", "--out", "out");
        Assert.Contains("PINNED", folder.Read("out/vma_flags.py"), StringComparison.Ordinal);
        Assert.DoesNotContain(KflagsCommandLine.CreateRoot().Subcommands, command =>
            command.Options.Any(option => option.Name == "--definitions") && command.Options.All(option => option.Name != "--overlay"));
    }

    [Theory]
    [InlineData("--definitions")]
    [InlineData("--overlay")]
    public async Task FolderWithAnOwnTableAlone_WorksInEveryCommand(string option)
    {
        using var folder = new ScratchFolder().With("own/door/flags.yaml", OwnTable).With("new/door/flags.yaml", OwnTable.Replace("bit: 0", "bit: 1", StringComparison.Ordinal));
        string[] own = [option, "own"];
        async Task<string> RunAsync(params string[] call) => (await Kflags.RunInAsync(folder.Path, "", [.. call, .. own])).Result();
        Assert.Empty(await RunAsync("lint"));
        Assert.Contains("DOOR_OPEN", await RunAsync("table", "--table", "door"), StringComparison.Ordinal);
        Assert.Contains("DOOR_OPEN", await RunAsync("decode", "0x1", "--table", "door"), StringComparison.Ordinal);
        await RunAsync("gen", "--table", "door", "--out", "out");
        Assert.Contains(folder.Files(), file => file.StartsWith("out/", StringComparison.Ordinal));
        var diff = await Kflags.RunInAsync(folder.Path, "", "diff", "own", "new", "--table", "door");
        Assert.Equal((1, ""), (diff.ExitCode, diff.Error));
        Assert.Contains("0 -> 1", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderThatIsNotThere_IsRefused()
    {
        Assert.Contains("no/such/folder", (await Kflags.RunAsync("table", "--overlay", "no/such/folder")).Refusal(), StringComparison.Ordinal);
        using var folder = new ScratchFolder().With("empty/note.txt", "");
        Assert.Contains("holds no definitions", (await Kflags.RunAsync("lint", "--overlay", folder["empty"])).Refusal(), StringComparison.Ordinal);
    }

    /// <summary>The bit of the new flag; null where its word has none.</summary>
    private static async Task<int?> PinnedAsync(ScratchFolder folder, string[] call)
    {
        using var document = JsonDocument.Parse((await Kflags.RunInAsync(folder.Path, "", ["table", "--format", "json", .. call])).Result());
        return document.RootElement.GetProperty("flags").GetProperty("VM_PINNED").GetProperty("bit") is { ValueKind: JsonValueKind.Number } bit ? bit.GetInt32() : null;
    }
}
