using System.Text.Json;
using KernelFlags.Linux;

namespace KernelFlags.Conformance.Live;

/// <summary>What <c>kflags fuzz</c> prints and leaves, with and without a difference. A difference is had by the rules of another kernel.</summary>
[Collection(RunningKernel.Name)]
public sealed class FuzzCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kflags-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WithoutADifference_EachRoundIsALine()
    {
        RunningKernel.Require();
        var (exitCode, output, error) = await FuzzAsync("--ops", "2100", "--seed", "40", "--mix", "anon", "--shard", "1/4");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(
            ["""{"seed":41,"shard":"1/4","ops":2000,"mismatch":null}""", """{"seed":45,"shard":"1/4","ops":100,"mismatch":null}"""],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        Assert.Empty(AgentProcesses.Children());
    }

    [Fact]
    public async Task Seconds_EndIt()
    {
        RunningKernel.Require();
        var (exitCode, output, _) = await FuzzAsync("--ops", "100000000", "--seconds", "1");
        Assert.Equal(0, exitCode);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith("\"mismatch\":null}", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Difference_IsShrunkAndWritten()
    {
        RunningKernel.Require();
        string[] kernel = ["--kernel", "6.12"];
        var (exitCode, output, error) = await FuzzAsync(["--ops", "2000", "--mix", "guard", .. kernel]);
        Assert.Equal(1, exitCode);
        using var line = JsonDocument.Parse(output);
        var mismatch = line.RootElement.GetProperty("mismatch");
        Assert.Equal("fuzz-guard-1.jsonl", mismatch.GetProperty("script").GetString());
        Assert.Equal("kflags replay fuzz-guard-1.jsonl --kernel 6.12", mismatch.GetProperty("command").GetString());
        Assert.Equal(line.RootElement.GetProperty("ops").GetInt64(), mismatch.GetProperty("n").GetInt64());
        Assert.InRange(mismatch.GetProperty("operations").GetInt32(), 1, 10);
        Assert.Contains("kflags replay fuzz-guard-1.jsonl --kernel 6.12", error, StringComparison.Ordinal);

        // The command that is printed shows it again; the trace itself is right.
        Assert.Equal(1, (await Kflags.RunAsync(_folder, ["replay", "fuzz-guard-1.jsonl", .. kernel])).ExitCode);
        Assert.Equal(0, (await Kflags.RunAsync(_folder, "replay", "fuzz-guard-1.jsonl")).ExitCode);
    }

    /// <summary>The flag is sticky on the running kernel: where a definition no longer says so, merges differ.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Policy_ThatTheDefinitionsNamedHaveOtherwise_IsFoundAndNamedAgain(int seed)
    {
        RunningKernel.Require();
        ChangeGuard("my definitions", "traits: [sticky, ", "traits: [");
        var (exitCode, output, _) = await FuzzAsync("--ops", "2000", "--mix", "guard", "--seed", $"{seed}", "--definitions", "my definitions");
        Assert.Equal(1, exitCode);
        using var line = JsonDocument.Parse(output);
        var script = $"fuzz-guard-{seed}.jsonl";
        Assert.Equal(
            $"kflags replay {script} --definitions 'my definitions'", line.RootElement.GetProperty("mismatch").GetProperty("command").GetString());
        Assert.Equal(1, (await Kflags.RunAsync(_folder, "replay", script, "--definitions", "my definitions")).ExitCode);
        Assert.Equal(0, (await Kflags.RunAsync(_folder, "replay", script)).ExitCode);
    }

    [Fact]
    public async Task Difference_ThatCantBeWritten_IsPrinted()
    {
        RunningKernel.Require();
        Directory.CreateDirectory(Path.Combine(_folder, "fuzz-guard-1.jsonl"));
        var (exitCode, output, error) = await FuzzAsync("--ops", "2000", "--mix", "guard", "--kernel", "6.12", "--out", _folder);
        Assert.Equal(1, exitCode);
        using var line = JsonDocument.Parse(output);
        var mismatch = line.RootElement.GetProperty("mismatch");
        Assert.Equal(JsonValueKind.Null, mismatch.GetProperty("script").ValueKind);
        var n = mismatch.GetProperty("n").GetInt64();
        Assert.Equal($"kflags fuzz --mix guard --seed 1 --ops {n} --kernel 6.12", mismatch.GetProperty("command").GetString());
        Assert.Contains("{\"trace\":1,", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderThatCantBeWrittenTo_IsToldBeforeAnythingIsDone()
    {
        RunningKernel.Require();
        var file = Path.Combine(_folder, "no-folder");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var (exitCode, output, error) = await FuzzAsync("--ops", "2000", "--mix", "guard", "--kernel", "6.12", "--out", Path.Combine(file, "below"));
        Assert.Equal((2, "", $"{file}/below is no folder: {file} is a file; name a folder\n"), (exitCode, output, error));
    }

    [Theory]
    [InlineData("--shard", "4/4", "'4/4' is no shard")]
    [InlineData("--shard", "x", "'x' is no shard")]
    [InlineData("--mix", "none", "none")]
    [InlineData("--ops", "0", "--ops takes a number from 1 on")]
    [InlineData("--seed", "-1", "--seed takes a number from 0 on")]
    [InlineData("--seconds", "0", "--seconds takes a number from 1 on")]
    public async Task BadOption_IsOneLine(string option, string value, string expected)
    {
        var (exitCode, output, error) = await FuzzAsync(option, value);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>Copies the definitions, with another MAYBE_GUARD.</summary>
    private void ChangeGuard(string name, string before, string after)
    {
        foreach (var file in LinuxDefinitions.Files)
        {
            var path = Path.Combine(_folder, name, file.RelativePath);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.RelativePath == "vma/guard.yaml" ? file.Text.Replace(before, after, StringComparison.Ordinal) : file.Text);
        }
    }

    private Task<(int ExitCode, string Output, string Error)> FuzzAsync(params string[] args) =>
        Kflags.RunAsync(_folder, ["fuzz", .. args]);
}
