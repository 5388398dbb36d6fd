using KernelFlags.Conformance.Replay;
using KernelFlags.Live.Recording;

namespace KernelFlags.Conformance.Live;

/// <summary><c>kflags record</c> against the recorder in C: the same script, or the same mix and seed, gives the same trace to the byte.</summary>
[Collection(RunningKernel.Name)]
public sealed class RecordTests(RecorderInC inC) : IClassFixture<RecorderInC>
{
    public static TheoryData<string> Mixes => [.. OperationMix.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Mixes))]
    public async Task Mix_IsRecordedAsInC(string mix)
    {
        RecorderInC.Require();
        foreach (var seed in new[] { "4", "5" })
        {
            string[] drawn = ["--mix", mix, "--seed", seed, "--ops", "250"];
            await AssertSameAsync(drawn);
        }
    }

    [Theory]
    [InlineData("sticky")]
    [InlineData("fork-guard")]
    [InlineData("collapse-guard")]
    [InlineData("facts/misc")]
    [InlineData("facts/locked")]
    [InlineData("facts/growsdown-far")]
    [InlineData("facts/uffd-modes-contexts")]
    [InlineData("facts/parent-after-child-exit")]
    public async Task Script_IsRecordedAsInC(string script)
    {
        RecorderInC.Require();
        await AssertSameAsync(["--script", Path.Combine(TraceFiles.Root, "oracle", "scripts", script + ".jsonl")]);
    }

    [Fact]
    public async Task Trace_AsAScript_IsRecordedAgain()
    {
        RecorderInC.Require();
        var recorded = await inC.RecordAsync("--mix", "all", "--seed", "12", "--ops", "200");
        var trace = Path.Combine(inC.Folder, "again.jsonl");
        await File.WriteAllTextAsync(trace, recorded, TestContext.Current.CancellationToken);
        var (exitCode, output, error) = await Kflags.RunAsync(inC.Folder, "record", "--script", trace, "--dir", inC.Folder);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(recorded, output);
    }

    [Theory]
    [InlineData("{\"placement\":\"0x7ffff7ff1000\",\"mix\":\"place\"}", "wants the window where the kernel places mappings")]
    [InlineData("{\"op\":\"mmap\"", "script.jsonl:1:")]
    [InlineData("{\"op\":\"exit\",\"as\":1}", "script.jsonl:1:1: error KF6001: there is no address space 1")]
    [InlineData("{\"op\":\"mfree\"}", "script.jsonl:1:")]
    public async Task UnusableScript_IsOneLine(string line, string expected)
    {
        RunningKernel.Require();
        await File.WriteAllTextAsync(Path.Combine(inC.Folder, "script.jsonl"), line + "\n", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await Kflags.RunAsync(inC.Folder, "record", "--script", "script.jsonl", "--dir", inC.Folder);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAndProcesses_AreGoneAtTheEnd()
    {
        RecorderInC.Require();
        var before = Directory.GetFileSystemEntries(inC.Folder).Length;
        await Kflags.RunAsync(inC.Folder, "record", "--mix", "fork", "--ops", "100", "--dir", inC.Folder);
        Assert.Equal(before, Directory.GetFileSystemEntries(inC.Folder).Length);
        Assert.Empty(AgentProcesses.Children());
    }

    private async Task AssertSameAsync(string[] arguments)
    {
        var expected = await inC.RecordAsync(arguments);
        var (exitCode, output, error) = await Kflags.RunAsync(inC.Folder, ["record", .. arguments, "--dir", inC.Folder]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(expected, output);
    }
}
